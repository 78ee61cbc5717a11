/**
 * Splits a file of PostgreSQL into its statements, since the Data API takes one a call. A semicolon separates statements
 * unless it stands in a string, a quoted name, a dollar-quoted body, a comment or parentheses. The statements keep their
 * comments; what holds nothing but comments is no statement.
 * @throws Error when a quote, a body or a comment is never closed, or a body is written in a form not known here
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let depth = 0;
  let isEmpty = true;
  let previousWord = '';
  for (const token of tokensOf(sql)) {
    if (token.kind === 'code') {
      depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
      if (token.text === ';' && depth === 0) {
        statements.push(...(isEmpty ? [] : [sql.slice(start, token.start).trim()]));
        start = token.start + 1;
        isEmpty = true;
        continue;
      }
      refuseAtomicBody(previousWord, token.text);
      previousWord = token.text.toLowerCase();
    }
    isEmpty &&= token.kind === 'space';
  }
  return isEmpty ? statements : [...statements, sql.slice(start).trim()];
}

/** The semicolons of `begin atomic … end` are told from others only by a full parser: write such a body as $$…$$. */
function refuseAtomicBody(previousWord: string, word: string): void {
  if (previousWord === 'begin' && word.toLowerCase() === 'atomic') {
    throw new Error('A body "begin atomic … end" cannot be split into statements; write it between $$ and $$.');
  }
}

interface Token {
  /** `space` is white space and comments; `quoted` is a string, a quoted name or a dollar-quoted body. */
  readonly kind: 'space' | 'quoted' | 'code';
  readonly start: number;
  readonly text: string;
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /\s+|--[^\n]*/y],
  // An E string has backslash escapes; it must be tried before words, of which its E would else be one.
  ['quoted', /[eE]'[^'\\]*(?:(?:''|\\[\s\S])[^'\\]*)*'/y],
  ['code', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['quoted', /'[^']*(?:''[^']*)*'/y],
  ['quoted', /"[^"]*(?:""[^"]*)*"/y],
];

const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function* tokensOf(sql: string): Generator<Token> {
  for (let start = 0; start < sql.length; ) {
    const token = tokenAt(sql, start);
    yield token;
    start += token.text.length;
  }
}

function tokenAt(sql: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    const text = matchAt(pattern, sql, start);
    if (text !== undefined) {
      return { kind, start, text };
    }
  }
  if (sql.startsWith('/*', start)) {
    return { kind: 'space', start, text: sql.slice(start, endOfComment(sql, start)) };
  }
  const tag = matchAt(DOLLAR_TAG, sql, start);
  if (tag !== undefined) {
    return { kind: 'quoted', start, text: sql.slice(start, endOfBody(sql, start, tag)) };
  }
  if (sql[start] === "'" || sql[start] === '"') {
    throw neverClosed('A quote', sql, start);
  }
  return { kind: 'code', start, text: sql.charAt(start) };
}

function matchAt(pattern: RegExp, sql: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(sql)?.[0];
}

function endOfBody(sql: string, start: number, tag: string): number {
  const close = sql.indexOf(tag, start + tag.length);
  if (close === -1) {
    throw neverClosed(`The body ${tag}`, sql, start);
  }
  return close + tag.length;
}

/** PostgreSQL's comments nest. */
function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return marks.lastIndex;
    }
  }
  throw neverClosed('A comment', sql, start);
}

const neverClosed = (what: string, sql: string, start: number): Error =>
  new Error(`${what} that begins in line ${sql.slice(0, start).split('\n').length} is never closed.`);
