/** A stretch of raw text as it is shown: as it is, or a mark in the place of a character that one cannot see. */
export interface Piece {
  readonly text: string;
  /** What the mark stands for, for example `tab, U+0009`; undefined for text that is shown as it is. */
  readonly stands: string | undefined;
}

const names: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\n': 'line feed',
  '\r': 'carriage return',
  '\0': 'NUL',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202e': 'right-to-left override',
  '\ufeff': 'byte-order mark',
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
  const code = codeOf(character);
  const name = names[character];
  return name === undefined ? code : `${name}, ${code}`;
}

/** Unicode has a picture for each ASCII control character; others are told by their number. */
function markOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `[${codeOf(character)}]`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first so many characters of a text, none of them torn. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const torn = /[\uD800-\uDBFF]$/.test(text.slice(0, most));
  return text.slice(0, torn ? most - 1 : most);
}
