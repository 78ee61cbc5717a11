import { Link } from 'wouter';
import { DataRegion } from '../../layout/data-region.tsx';
import { isDocumentName } from './documents.ts';
import type { Block, Inline } from './markdown.ts';

export function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level === 2 ? 'h2' : 'h3';
      return (
        <Heading id={block.id}>
          <Parts parts={block.text} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Parts parts={block.text} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Parts parts={block.text} />
        </blockquote>
      );
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a fixed text
            <li key={index}>
              <Parts parts={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return <TableView head={block.head} rows={block.rows} />;
  }
}

function TableView({ head, rows }: { head: Inline[][]; rows: Inline[][][] }) {
  const cells = (row: Inline[][]) => row.map((parts, index) => [index, parts] as const);
  return (
    <DataRegion label={head.map(plain).join(', ')}>
      <table>
        <thead>
          <tr>
            {cells(head).map(([index, parts]) => (
              <th key={index} scope="col">
                <Parts parts={parts} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a fixed text
            <tr key={line}>
              {cells(row).map(([index, parts]) => (
                <td key={index}>
                  <Parts parts={parts} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}

function plain(parts: Inline[]): string {
  return parts.map((part) => ('text' in part ? part.text : plain(part.parts))).join('');
}

function Parts({ parts }: { parts: Inline[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
  return parts.map((part, index) => <Part key={index} part={part} />);
}

function Part({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'bold':
      return (
        <strong>
          <Parts parts={part.parts} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Parts parts={part.parts} />
        </em>
      );
    case 'link':
      return <LinkView to={part.to} parts={part.parts} />;
  }
}

/** Another document, or an address of the web; what else a document links to lies in the repository, not here. */
function LinkView({ to, parts }: { to: string; parts: Inline[] }) {
  const document = /^([a-z]+)\.md(?:#.*)?$/.exec(to)?.[1] ?? '';
  if (isDocumentName(document)) {
    return (
      <Link href={`/about/${document}`}>
        <Parts parts={parts} />
      </Link>
    );
  }
  if (/^https?:\/\//.test(to)) {
    return (
      <a href={to} rel="noreferrer">
        <Parts parts={parts} />
      </a>
    );
  }
  return <Parts parts={parts} />;
}
