/** A stretch of raw text as it is shown: as it is, or a mark in the place of a character that one cannot see. */
export interface Piece {
  readonly text: string;
  /** What the mark stands for, for example `tab, U+0009`; undefined for text that is shown as it is. */
  readonly stands: string | undefined;
}

/** Characters that have a name, with the mark for those that are met most. */
const names: Readonly<Record<string, readonly [name: string, mark?: string]>> = {
  '\0': ['NUL', 'NUL'],
  '\t': ['tab', 'TAB'],
  '\n': ['line feed', 'LF'],
  '\r': ['carriage return', 'CR'],
  '\u00a0': ['no-break space', 'NBSP'],
  '\u00ad': ['soft hyphen'],
  '\u200b': ['zero-width space'],
  '\u200e': ['left-to-right mark'],
  '\u200f': ['right-to-left mark'],
  '\u202e': ['right-to-left override'],
  '\ufeff': ['byte-order mark', 'BOM'],
};

/** Control and format characters, separators other than the space, and code points of no character. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;

/** Cuts raw text at the characters that one cannot see. The pieces shown as they are and what the marks stand for are all of it. */
export function rawPieces(raw: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: character, index } of raw.matchAll(unseen)) {
    if (index > from) pieces.push({ text: raw.slice(from, index), stands: undefined });
    pieces.push({ text: markOf(character), stands: meaningOf(character) });
    from = index + character.length;
  }
  if (from < raw.length) pieces.push({ text: raw.slice(from), stands: undefined });
  return pieces;
}

function meaningOf(character: string): string {
  const [name] = names[character] ?? [];
  return name === undefined ? codeOf(character) : `${name}, ${codeOf(character)}`;
}

/** Letters, since few fonts have the pictures that Unicode offers. */
const markOf = (character: string): string => `[${names[character]?.[1] ?? codeOf(character)}]`;

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first so many characters of a text, none of them torn. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const torn = /[\uD800-\uDBFF]$/.test(text.slice(0, most));
  return text.slice(0, torn ? most - 1 : most);
}
