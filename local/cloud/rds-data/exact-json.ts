/**
 * JSON whose 64-bit integers survive. `longValue` reaches up to 2^63, which JavaScript's numbers cannot hold, and boto3
 * sends and reads such integers exactly.
 */

// A quote that opens a name is never behind a backslash, and a quote inside of a string always is.
const long = /(?<!\\)"longValue"\s*:\s*(-?\d+)/g;

/** Parses JSON, giving each `longValue` as a string of digits. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(long, '"longValue":"$1"'));
}

// PostgreSQL has no text with a NUL in it, so no value can be taken for a mark.
const mark = /"\\u0000([^"\\]+)"/g;

/** Writes JSON with each bigint as a plain number. */
export function stringifyExactJson(value: unknown): string {
  const text = JSON.stringify(value, (_name, item: unknown) => (typeof item === 'bigint' ? `\u0000${item}` : item));
  return text.replace(mark, '$1');
}
