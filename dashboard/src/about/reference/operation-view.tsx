import { CopyText } from '../../layout/copy-text.tsx';
import { DataRegion } from '../../layout/data-region.tsx';
import { curlOf } from './curl.ts';
import type { Answer, ApiDocument, Content, Entry, Parameter } from './document.ts';
import { MarkedText } from './marked-text.tsx';
import styles from './reference.module.css';
import { SchemaTree } from './schema-tree.tsx';
import { limitsInWords, typeInWords } from './schema-words.ts';

/** All about one operation: how to use it, what it takes and what it answers. */
export function OperationView({ document, entry }: { document: ApiDocument; entry: Entry }) {
  const { operation } = entry;
  return (
    <div className={styles['operation']}>
      {operation.description && (
        <p>
          <MarkedText text={operation.description} />
        </p>
      )}
      <div className={styles['curl']}>
        <CopyText text={curlOf(document, entry, window.location.origin)} what="command" />
      </div>
      {operation.parameters && operation.parameters.length > 0 && (
        <Parameters document={document} parameters={operation.parameters} of={entry.id} />
      )}
      {operation.requestBody && (
        <section>
          <h3>Body{operation.requestBody.required ? '' : ' (optional)'}</h3>
          <Contents document={document} content={operation.requestBody.content} />
        </section>
      )}
      <section>
        <h3>Answers</h3>
        {Object.entries(operation.responses).map(([status, answer]) => (
          <AnswerView key={status} document={document} status={status} answer={answer} />
        ))}
      </section>
    </div>
  );
}

function Parameters({
  document,
  parameters,
  of,
}: {
  document: ApiDocument;
  parameters: readonly Parameter[];
  of: string;
}) {
  return (
    <section>
      <h3>Parameters</h3>
      <DataRegion label={`Parameters of ${of}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">In</th>
              <th scope="col">What it may be</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map(({ name, in: place, required, schema = {}, description }) => (
              <tr key={`${place} ${name}`}>
                <th scope="row">
                  <code className={styles['name']}>{name}</code>
                  {required && <span className={styles['optional']}> required</span>}
                </th>
                <td>{place}</td>
                <td className={styles['type']}>
                  {[typeInWords(document, schema), ...limitsInWords(schema)].join('; ')}
                </td>
                <td>{description && <MarkedText text={description} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </DataRegion>
    </section>
  );
}

function AnswerView({ document, status, answer }: { document: ApiDocument; status: string; answer: Answer }) {
  return (
    <details className={styles['unfolding']} open={status.startsWith('2')}>
      <summary className={styles['unfold']}>
        <code>{status}</code> {answer.description}
      </summary>
      {Object.entries(answer.headers ?? {}).map(([name, { schema = {} }]) => (
        <p key={name}>
          Header <code>{name}</code>: <span className={styles['type']}>{typeInWords(document, schema)}</span>
        </p>
      ))}
      {answer.content && <Contents document={document} content={answer.content} />}
    </details>
  );
}

function Contents({ document, content }: { document: ApiDocument; content: Content }) {
  return Object.entries(content).map(([type, { schema }]) => (
    <div key={type}>
      <p className={styles['type']}>
        {type}
        {schema && `, ${typeInWords(document, schema)}`}
      </p>
      {schema && <SchemaTree document={document} schema={schema} />}
    </div>
  ));
}
