/** What a file's rows look like: as they are generated, one of a hundred broken, or every field quoted. */
export const variants = ['plain', 'bad-rows', 'quoted'] as const;
export type Variant = (typeof variants)[number];

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const ONE_BAD_ROW_IN = 100;

/** Ways in which a row can be bad, of which every engine takes notice. */
const breakRow: readonly ((row: string) => string)[] = [
  (row) => `${row}x`, // an amount that is no number
  (row) => row.replace(/^(\d{4})-\d\d/, '$1-13'), // a month that there is not
  (row) => row.slice(0, row.lastIndexOf(',')), // a field too few
];

/** Changes whole rows, which begin with row number `firstRow` of the file. */
export function alterRows(variant: Variant, rows: Uint8Array, firstRow: number): Uint8Array {
  switch (variant) {
    case 'plain':
      return rows;
    case 'bad-rows':
      return breakRows(rows, firstRow);
    case 'quoted':
      return quoteFields(rows);
  }
}

export function badRowsAmong(variant: Variant, rows: number): number {
  return variant === 'bad-rows' ? Math.floor(rows / ONE_BAD_ROW_IN) : 0;
}

function breakRows(rows: Uint8Array, firstRow: number): Uint8Array {
  const text = Buffer.from(rows.buffer, rows.byteOffset, rows.length).toString('latin1');
  const lines = text.split('\n');
  for (
    let index = ONE_BAD_ROW_IN - 1 - (firstRow % ONE_BAD_ROW_IN);
    index < lines.length - 1;
    index += ONE_BAD_ROW_IN
  ) {
    const way = Math.floor((firstRow + index) / ONE_BAD_ROW_IN) % breakRow.length;
    lines[index] = breakRow[way]?.(lines[index] ?? '') ?? '';
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

function quoteFields(rows: Uint8Array): Uint8Array {
  // At worst every byte ends an empty field.
  const quoted = Buffer.allocUnsafe(rows.length * 3);
  let to = 0;
  let isStart = true;
  for (const byte of rows) {
    const isEnd = byte === COMMA || byte === NEWLINE;
    if (isStart || isEnd) quoted[to++] = QUOTE;
    if (isStart && isEnd) quoted[to++] = QUOTE; // an empty field
    quoted[to++] = byte;
    isStart = isEnd;
  }
  return quoted.subarray(0, to);
}
