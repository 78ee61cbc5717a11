/**
 * The part of Markdown in which this project's documents are written: headings, paragraphs, lists of one level, tables,
 * quotes and blocks of code; within a line code, bold, italic and links. Nothing of it ever becomes HTML text. Pictures are
 * left out: they are of the dashboard, which the reader has open.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: Inline[]; readonly id: string }
  | { readonly kind: 'paragraph' | 'quote'; readonly text: Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: Inline[][] }
  | { readonly kind: 'table'; readonly head: Inline[][]; readonly rows: Inline[][][] }
  | { readonly kind: 'code'; readonly text: string };

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic'; readonly parts: Inline[] }
  | { readonly kind: 'link'; readonly to: string; readonly parts: Inline[] };

const bullet = /^(?:[-*]|(\d+)\.) +(.*)$/;

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** Takes lines as long as they belong together. */
  const take = (belongs: (line: string, index: number) => boolean): string[] => {
    const start = at;
    while (at < lines.length && belongs(lines[at] ?? '', at - start)) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at++;
    } else if (line.startsWith('```')) {
      at++;
      blocks.push({ kind: 'code', text: take((next) => !next.startsWith('```')).join('\n') });
      at++;
    } else if (line.startsWith('<picture>')) {
      take((next) => !next.startsWith('</picture>'));
      at++;
    } else if (/^#{1,6} /.test(line)) {
      at++;
      blocks.push(headingOf(line));
    } else if (line.startsWith('|')) {
      blocks.push(tableOf(take((next) => next.startsWith('|'))));
    } else if (line.startsWith('>')) {
      const text = take((next) => next.startsWith('>')).map((next) => next.replace(/^> ?/, ''));
      blocks.push({ kind: 'quote', text: inlineOf(text.join(' ')) });
    } else if (bullet.test(line)) {
      blocks.push(listOf(take((next) => bullet.test(next) || /^ +\S/.test(next))));
    } else {
      const text = take((next, index) => next.trim() !== '' && (index === 0 || !startsBlock(next)));
      blocks.push({ kind: 'paragraph', text: inlineOf(text.join(' ')) });
    }
  }
  return blocks;
}

function startsBlock(line: string): boolean {
  return /^(#{1,6} |```|\||>)/.test(line) || bullet.test(line);
}

function headingOf(line: string): Block {
  const [, marks = '', text = ''] = /^(#+) (.*)$/.exec(line) ?? [];
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
  return { kind: 'heading', level: marks.length, text: inlineOf(text), id };
}

function listOf(lines: readonly string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    const item = bullet.exec(line);
    if (item) items.push(item[2] ?? '');
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return { kind: 'list', ordered: /^\d/.test(lines[0] ?? ''), items: items.map(inlineOf) };
}

function tableOf(lines: readonly string[]): Block {
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => inlineOf(cell.trim().replaceAll('\\|', '|'))),
  );
  return { kind: 'table', head, rows };
}

const marked =
  /`([^`]+)`|\*\*((?:[^`]|`[^`]*`)+?)\*\*|(?<![\w`])_([^_]+)_(?!\w)|\[((?:[^[\]`]|`[^`]*`)+)\]\(([^)\s]+)\)/;

export function inlineOf(text: string): Inline[] {
  const found = marked.exec(text);
  if (found === null) return text === '' ? [] : [{ kind: 'text', text }];
  const [whole, code, bold, italic, label, to] = found;
  const before = inlineOf(text.slice(0, found.index));
  const after = inlineOf(text.slice(found.index + whole.length));
  return [...before, partOf({ code, bold, italic, label, to }), ...after];
}

function partOf(found: Record<'code' | 'bold' | 'italic' | 'label' | 'to', string | undefined>): Inline {
  if (found.code !== undefined) return { kind: 'code', text: found.code };
  if (found.bold !== undefined) return { kind: 'bold', parts: inlineOf(found.bold) };
  if (found.italic !== undefined) return { kind: 'italic', parts: inlineOf(found.italic) };
  return { kind: 'link', to: found.to ?? '', parts: inlineOf(found.label ?? '') };
}
