/** A table for looking up the code words of a Huffman code (RFC 1951, 3.2.2) by the next `bits` bits of the input. */
export interface PrefixCode {
  readonly bits: number;
  /** The symbol, times 16, plus the length of its word; 0 where no word begins so. */
  readonly entries: Uint16Array;
}

const mostBits = 15;

/**
 * Makes the table of a code from the lengths of its words.
 * Null for lengths that zlib refuses: too many words, or too few (but a single word of one bit is allowed, or none).
 */
export function prefixCode(lengths: Uint8Array, mayBeIncomplete: boolean): PrefixCode | null {
  const counts = new Uint16Array(mostBits + 1);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const bits = counts.findLastIndex((count) => count > 0);
  if (bits < 1) return mayBeIncomplete ? { bits: 1, entries: new Uint16Array(2) } : null;
  const firstWords = new Uint16Array(mostBits + 2);
  let word = 0;
  for (let length = 1; length <= bits; length++) {
    firstWords[length] = word;
    word += counts[length] as number;
    if (word > 1 << length) return null;
    word <<= 1;
  }
  const complete = word === 1 << (bits + 1);
  if (!complete && !(mayBeIncomplete && bits === 1)) return null;
  return { bits, entries: entriesOf(lengths, firstWords, bits) };
}

function entriesOf(lengths: Uint8Array, nextWords: Uint16Array, bits: number): Uint16Array {
  const entries = new Uint16Array(1 << bits);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const word = nextWords[length] as number;
    nextWords[length] = word + 1;
    // Words stand in the input with their first bit lowest.
    for (let at = reversed(word, length); at < entries.length; at += 1 << length) entries[at] = (symbol << 4) | length;
  });
  return entries;
}

function reversed(word: number, length: number): number {
  let left = word;
  let result = 0;
  for (let i = 0; i < length; i++) {
    result = (result << 1) | (left & 1);
    left >>>= 1;
  }
  return result;
}
