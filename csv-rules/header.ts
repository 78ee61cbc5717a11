import type { Column } from './columns.ts';
import type { HeaderReport, Rejection } from './findings.ts';
import type { RowScanner } from './row-scanner.ts';
import { decoded } from './utf8.ts';

/** A header that has all declared columns. */
export interface Header {
  readonly fieldCount: number;
  /** For each declared column, its place in a row. */
  readonly places: readonly number[];
}

export interface HeaderReading {
  readonly report: HeaderReport | null;
  /** Either this or `rejection` is set. */
  readonly header: Header | null;
  readonly rejection: Rejection | null;
}

/** What is known of the file besides its bytes. */
export interface CsvRules {
  /** The file's name, for sentences. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly maxRowBytes: number;
}

const mostNamesShown = 20;
const longestNameShown = 60;

/** The verdict on a file without any row that is not blank. */
export function noHeader({ name, columns }: CsvRules): HeaderReading {
  const message = `The file ${name} has no header: it is empty or has only blank lines. Its first row must be ${declared(columns)}.`;
  return { report: null, header: null, rejection: { code: 'empty-file', message: inOneLine(message), certain: true } };
}

/** Reads the scanner's row as the header. `bytes` are those that it scans. */
export function readHeader(scanner: RowScanner, bytes: Uint8Array, rules: CsvRules): HeaderReading {
  const defect = describeDefect(scanner, bytes, rules.maxRowBytes);
  if (defect !== null) return refusedHeader(defect, scanner.line, rules);
  const names = fieldNames(scanner, bytes);
  const { missing, repeated, ignored, places } = compare(names, rules.columns);
  const report = { found: names, missing, repeated, ignored };
  if (missing.length === 0 && repeated.length === 0) {
    return { report, header: { fieldCount: names.length, places }, rejection: null };
  }
  const lacks = missing.length === 0 ? [] : [`lacks ${shown(missing)}`];
  const repeats = repeated.length === 0 ? [] : [`repeats ${shown(repeated)}`];
  const what = [...lacks, ...repeats].join(' and ');
  const has = `it has ${shown(names)}. Names must match exactly, in any order.`;
  return { report, header: null, rejection: wrong(`${beginning(rules, scanner.line)} ${what}; ${has}`) };
}

/** The verdict on a header that is longer than a row may be, wherever it ends. */
export function headerTooLong(scanner: RowScanner, bytes: Uint8Array, rules: CsvRules): HeaderReading {
  const defect = isGzip(scanner, bytes) ? gzip : tooLong(rules.maxRowBytes);
  return refusedHeader(defect, scanner.line, rules);
}

function refusedHeader(defect: string, line: number, rules: CsvRules): HeaderReading {
  const message = `${beginning(rules, line)} ${defect}. It must be ${declared(rules.columns)}.`;
  const report = { found: [], missing: [], repeated: [], ignored: [] };
  return { report, header: null, rejection: wrong(message) };
}

function beginning({ name }: CsvRules, line: number): string {
  return `The header of ${name} (line ${line})`;
}

function wrong(message: string): Rejection {
  return { code: 'wrong-header', message: inOneLine(message), certain: true };
}

const gzip = "is compressed with gzip, so the file's name must end in .csv.gz";

function tooLong(maxRowBytes: number): string {
  return `is longer than ${maxRowBytes} bytes`;
}

function describeDefect(scanner: RowScanner, bytes: Uint8Array, maxRowBytes: number): string | null {
  const defect = scanner.defect(maxRowBytes);
  if (defect === null) return null;
  if (isGzip(scanner, bytes)) return gzip;
  switch (defect) {
    case 'row-too-long':
      return tooLong(maxRowBytes);
    case 'unclosed-quote':
      return 'opens a quote that is never closed';
    case 'text-after-quote':
      return 'has text after a closing quote';
    case 'nul-byte':
      return 'holds a NUL byte; it may be UTF-16, and must be UTF-8';
    default:
      return 'is not valid UTF-8';
  }
}

/** Gzip's magic number; its second byte cannot follow its first in UTF-8, so that gzip always has a defect. */
function isGzip(scanner: RowScanner, bytes: Uint8Array): boolean {
  return scanner.start === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function fieldNames(scanner: RowScanner, bytes: Uint8Array): string[] {
  return Array.from({ length: scanner.fieldCount }, (_, field) => {
    const text = decoded(bytes, scanner.fieldFrom[field] as number, scanner.fieldTo[field] as number);
    return scanner.fieldEscaped[field] ? text.replaceAll('""', '"') : text;
  });
}

function compare(names: readonly string[], columns: readonly Column[]) {
  const declaredNames = columns.map((column) => column.name);
  const places = declaredNames.map((name) => names.indexOf(name));
  const missing = declaredNames.filter((_, i) => places[i] === -1);
  const repeated = declaredNames.filter((name, i) => names.lastIndexOf(name) !== places[i]);
  const known = new Set(declaredNames);
  return { places, missing, repeated, ignored: names.filter((name) => !known.has(name)) };
}

function declared(columns: readonly Column[]): string {
  return shown(columns.map((column) => column.name));
}

function shown(names: readonly string[]): string {
  const cut = names.slice(0, mostNamesShown).map((name) => {
    const characters = [...name];
    const fits = characters.length <= longestNameShown;
    return `"${fits ? name : `${characters.slice(0, longestNameShown).join('')}…`}"`;
  });
  const more = names.length - mostNamesShown;
  return cut.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Names in a header may hold any character; the sentence must stay in one line. */
function inOneLine(sentence: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return sentence.replace(/\p{Cc}/gu, (found) => {
    return short[found] ?? `\\u${(found.codePointAt(0) as number).toString(16).padStart(4, '0')}`;
  });
}
