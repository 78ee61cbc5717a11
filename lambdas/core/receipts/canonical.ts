import { createHash } from 'node:crypto';

/** JSON as receipts hold it: exact whole numbers only, so that every reader writes a number in one way. */
export type Canonical =
  | string
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [member: string]: Canonical | undefined };

/**
 * The canonical form of RFC 8785 (JSON Canonicalization Scheme): members in the order of their names' UTF-16 code units, no
 * spaces. For strings and whole numbers that is what `JSON.stringify` writes.
 * @throws Error for a number that is not a safe integer, and for a lone surrogate, which has no UTF-8
 */
export function canonicalForm(value: Canonical): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new Error(`${value} is not an exact whole number, so that its canonical form is not defined here.`);
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    throw new Error('A text with half a surrogate pair has no canonical form.');
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalForm).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    // As `JSON.stringify` does, a member without a value is left out.
    const told = members.flatMap(([name, member]) =>
      member === undefined ? [] : [`${canonicalForm(name)}:${canonicalForm(member)}`],
    );
    return `{${told.join()}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 in hex over the UTF-8 of the canonical form. */
export const canonicalSha256 = (value: Canonical): string =>
  createHash('sha256').update(canonicalForm(value), 'utf8').digest('hex');
