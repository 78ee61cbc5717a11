/** A piece of an SQL text, at the top level of PostgreSQL's grammar. */
export type SqlPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ignored'; readonly text: string } // white space and comments
  | { readonly kind: 'parameter'; readonly text: string; readonly name: string }
  | { readonly kind: 'semicolon'; readonly text: ';' };

// In order of precedence; each is tried at the place where the last one ended. A name or number is taken whole, so that
// the `e` of `E'…'` is not found at the end of a name and a `$` within a name opens no dollar quote.
const patterns = [
  ['ignored', /(?:\s|--[^\n\r]*)+/y],
  ['text', /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y],
  ['text', /'(?:[^']|'')*(?:'|$)/y],
  ['text', /"(?:[^"]|"")*(?:"|$)/y],
  ['text', /[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*|\d[\w.]*/uy],
  ['text', /::|:=/y],
  ['parameter', /:[A-Za-z_][A-Za-z0-9_]*/y],
  ['semicolon', /;/y],
] as const;

const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Cuts an SQL text into pieces; put together again they are the same text. */
export function* scanSql(sql: string): Generator<SqlPiece> {
  let place = 0;
  while (place < sql.length) {
    const piece = pieceAt(sql, place);
    place += piece.text.length;
    yield piece;
  }
}

function pieceAt(sql: string, place: number): SqlPiece {
  if (sql.startsWith('/*', place)) return { kind: 'ignored', text: sql.slice(place, endOfComment(sql, place)) };
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, sql, place);
    if (text === undefined) continue;
    if (kind === 'parameter') return { kind, text, name: text.slice(1) };
    if (kind === 'semicolon') return { kind, text: ';' };
    return { kind, text };
  }
  const quote = matchAt(dollarQuote, sql, place);
  if (quote === undefined) return { kind: 'text', text: String.fromCodePoint(sql.codePointAt(place) ?? 0) };
  const end = sql.indexOf(quote, place + quote.length);
  return { kind: 'text', text: sql.slice(place, end === -1 ? sql.length : end + quote.length) };
}

function matchAt(pattern: RegExp, sql: string, place: number): string | undefined {
  pattern.lastIndex = place;
  return pattern.exec(sql)?.[0];
}

/** PostgreSQL's comments nest. */
function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}
