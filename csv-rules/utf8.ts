/** Strict UTF-8 (RFC 3629: no surrogates, no overlong forms) over bytes; the same rules as the job's own `Utf8`. */

// A byte order mark inside a row is text, and must not be swallowed.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes [from, to), which are valid. */
export function decoded(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

/** The length of the valid character that begins at `at`, or 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (length === 0 || at + length > to) return 0;
  const second = bytes[at + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < length; i++) {
    if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

export function isValidUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const length = sequenceLength(bytes, at, to);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** The number of code points in valid UTF-8. */
export function codePoints(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    if (((bytes[at] as number) & 0xc0) !== 0x80) count++;
  }
  return count;
}

/** Bytes [from, to) as text in which every byte that is not UTF-8 is written as `\xNN`. */
export function escapedText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let good = from;
  let at = from;
  while (at < to) {
    const length = sequenceLength(bytes, at, to);
    if (length > 0) {
      at += length;
      continue;
    }
    text += `${decoded(bytes, good, at)}\\x${(bytes[at] as number).toString(16).padStart(2, '0')}`;
    good = ++at;
  }
  return text + decoded(bytes, good, to);
}

/** The last place at most at `at` that does not lie inside a character. */
export function characterStart(bytes: Uint8Array, from: number, at: number): number {
  for (let back = 0; back < 4 && at - back > from; back++) {
    if (((bytes[at - back] as number) & 0xc0) !== 0x80) return at - back;
  }
  return at;
}
