import type { BadRow, HeaderReport, ReasonCount, Rejection, UncheckedRule } from './findings.ts';
import { type CsvRules, type Header, type HeaderReading, headerTooLong, noHeader, readHeader } from './header.ts';
import type { Reason } from './reasons.ts';
import { RowCheck } from './row-check.ts';
import { RowScanner } from './row-scanner.ts';
import { characterStart, escapedText } from './utf8.ts';

/** What the beginning of a CSV file, or the whole of it, tells. */
export interface CsvFindings {
  readonly header: HeaderReport | null;
  /** The header's own verdict; the number of rows and of bad ones is not judged here. */
  readonly rejection: Rejection | null;
  readonly rows: number;
  readonly badRows: number;
  readonly firstBadRows: readonly BadRow[];
  readonly reasonCounts: readonly ReasonCount[];
  readonly uncheckedRules: readonly UncheckedRule[];
  /** Where the rows begin, and the end of the last one that was judged. */
  readonly rowsFrom: number;
  readonly rowsTo: number;
}

export interface HowMuch {
  /** Whether the file ends where the bytes end. If not, a row that reaches their end is not judged. */
  readonly complete: boolean;
  readonly mostBadRows: number;
  /** Of each bad row at most so many bytes are kept. */
  readonly mostRawBytes: number;
}

/** Checks CSV bytes by the rules of docs/csv.md, as the job does. Never throws for what the bytes are. */
export function checkCsv(bytes: Uint8Array, rules: CsvRules, howMuch: HowMuch): CsvFindings {
  const scanner = new RowScanner(bytes, howMuch.complete);
  const reading = headerOf(scanner, bytes, rules, howMuch.complete);
  if (reading?.header) return checkRows(scanner, bytes, reading.header, reading.report, rules, howMuch);
  return {
    header: reading?.report ?? null,
    rejection: reading?.rejection ?? null,
    rows: 0,
    badRows: 0,
    firstBadRows: [],
    reasonCounts: [],
    uncheckedRules: [],
    rowsFrom: scanner.nextStart,
    rowsTo: scanner.nextStart,
  };
}

/** Null when the header is cut, so that nothing can be said. */
function headerOf(scanner: RowScanner, bytes: Uint8Array, rules: CsvRules, complete: boolean): HeaderReading | null {
  if (scanner.next()) return readHeader(scanner, bytes, rules);
  if (complete) return noHeader(rules);
  return scanner.cutRowIsTooLong(rules.maxRowBytes) ? headerTooLong(scanner, bytes, rules) : null;
}

function checkRows(
  scanner: RowScanner,
  bytes: Uint8Array,
  header: Header,
  headerReport: HeaderReport | null,
  rules: CsvRules,
  howMuch: HowMuch,
): CsvFindings {
  const check = new RowCheck(bytes, rules.columns, header, rules.maxRowBytes);
  const bad = new BadRows(bytes, rules.maxRowBytes, howMuch);
  const rowsFrom = scanner.nextStart;
  let rows = 0;
  while (scanner.next()) {
    rows++;
    const reason = check.check(scanner);
    if (reason !== null) bad.add(scanner, reason, check.failedColumn);
  }
  let rowsTo = scanner.nextStart;
  // Whatever follows, a cut row that is over the limit already is one bad row.
  if (!howMuch.complete && scanner.cutRowIsTooLong(rules.maxRowBytes)) {
    rows++;
    bad.add(scanner, 'row-too-long', '');
    rowsTo = scanner.end;
  }
  return {
    header: headerReport,
    rejection: null,
    rows,
    badRows: bad.count,
    firstBadRows: bad.first,
    reasonCounts: bad.reasonCounts(),
    uncheckedRules: check.uncheckedRules(),
    rowsFrom,
    rowsTo,
  };
}

/** Counts bad rows and keeps the first ones. */
class BadRows {
  count = 0;
  readonly first: BadRow[] = [];
  private readonly counts = new Map<string, { reason: Reason; column: string; count: number }>();
  private readonly bytes: Uint8Array;
  private readonly most: number;
  private readonly maxRowBytes: number;
  private readonly mostRawBytes: number;

  constructor(bytes: Uint8Array, maxRowBytes: number, { mostBadRows, mostRawBytes }: HowMuch) {
    this.bytes = bytes;
    this.most = mostBadRows;
    this.maxRowBytes = maxRowBytes;
    this.mostRawBytes = Math.min(maxRowBytes, mostRawBytes);
  }

  add(row: RowScanner, reason: Reason, column: string): void {
    this.count++;
    const key = `${reason} ${column}`;
    const counted = this.counts.get(key);
    if (counted === undefined) this.counts.set(key, { reason, column, count: 1 });
    else counted.count++;
    if (this.first.length < this.most) this.first.push(this.badRow(row, reason, column));
  }

  reasonCounts(): ReasonCount[] {
    return [...this.counts.values()].sort((a, b) => b.count - a.count);
  }

  private badRow(row: RowScanner, reason: Reason, column: string): BadRow {
    const { start, end, line } = row;
    const rawTruncated = end - start > this.mostRawBytes;
    const raw = escapedText(this.bytes, start, rawTruncated ? this.cut(start) : end);
    return { line, offset: start, length: end - start, reason, column, raw, rawTruncated };
  }

  /** The job cuts a row at its limit, be it inside a character; a shorter piece is ours and ends with a whole one. */
  private cut(start: number): number {
    const end = start + this.mostRawBytes;
    return this.mostRawBytes === this.maxRowBytes ? end : characterStart(this.bytes, start, end);
  }
}
