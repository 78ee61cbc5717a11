/** Why a row is quarantined: the codes of docs/csv.md. Those of the row as a whole come first, in the order they win. */
export const reasons = [
  'row-too-long',
  'unclosed-quote',
  'text-after-quote',
  'nul-byte',
  'invalid-utf8',
  'field-count',
  'missing',
  'bad-timestamp',
  'bad-decimal',
  'bad-integer',
  'bad-date',
  'too-long',
  'pattern-mismatch',
  'out-of-range',
  'not-allowed',
] as const;

export type Reason = (typeof reasons)[number];
