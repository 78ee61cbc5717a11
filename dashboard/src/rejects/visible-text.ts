/** A piece of a text: shown as it is, or a character that would not be seen, with a sign and a name for it. */
export type TextPiece =
  | { readonly plain: string }
  | { readonly sign: string; readonly name: string; readonly breaksLine: boolean };

const names: Readonly<Record<number, string>> = {
  0: 'NUL',
  9: 'tab',
  10: 'line feed',
  13: 'carriage return',
  32: 'space',
  127: 'delete',
  160: 'no-break space',
  173: 'soft hyphen',
  8203: 'zero-width space',
  65279: 'byte order mark',
};

const signs: Readonly<Record<number, string>> = { 0: '\\0', 9: '\\t', 10: '\\n', 13: '\\r', 32: '·' };

// Controls, format characters (which may also turn the direction of what follows), separators other than the space.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000]|^ | $/gu;

/** Cuts a text at the characters that would not be seen: controls, format characters, a space at either end. */
export function visiblePieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(unseen)) {
    if (index > done) pieces.push({ plain: text.slice(done, index) });
    pieces.push(signed(found));
    done = index + found.length;
  }
  if (done < text.length) pieces.push({ plain: text.slice(done) });
  return pieces;
}

function signed(character: string): TextPiece {
  const code = character.codePointAt(0) as number;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = names[code];
  // Not Unicode's pictures of controls, which many fonts lack.
  const sign = signs[code] ?? number;
  return { sign, name: name ? `${name} (${number})` : number, breaksLine: code === 0x0a };
}
