/**
 * The least text, by the bytes of UTF-8, that is behind all texts with this beginning; undefined when there is none. So
 * that an index finds what begins so, whatever characters it has.
 */
export function behindPrefix(prefix: string): string | undefined {
  const characters = [...prefix];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const next = following(last.codePointAt(0) ?? 0);
    if (next !== undefined) {
      return characters.join('') + String.fromCodePoint(next);
    }
  }
  return undefined;
}

/** The next character: none between U+D7FF and U+E000, and none behind U+10FFFF. */
function following(codePoint: number): number | undefined {
  if (codePoint === 0x10ffff) return undefined;
  return codePoint === 0xd7ff ? 0xe000 : codePoint + 1;
}
