import type { Rejection } from './findings.ts';
import { type CsvRules, type Header, type HeaderReading, headerTooLong, noHeader, readHeader } from './header.ts';
import type { Reason } from './reasons.ts';
import { RowCheck } from './row-check.ts';
import { RowScanner } from './row-scanner.ts';
import { RowSkip } from './row-skip.ts';

/** Where a bad row lies in the file. */
export interface BadPlace {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly reason: Reason;
  readonly column: string;
}

/** Told every row, in order. */
export interface RowReceiver {
  /** A row that keeps all rules: its fields lie in `bytes`, and are gone when this returns. */
  good(bytes: Uint8Array, row: RowScanner, places: readonly number[]): void;
  bad(place: BadPlace): void;
}

/**
 * Checks a CSV file of any size by the rules of docs/csv.md, piece by piece. At most one row of the allowed length is held
 * from one piece to the next, so that large pieces make it fast and the memory stays the same.
 */
export class CsvStream {
  rows = 0;
  /** Set when the header is wrong; nothing behind it is read then. */
  rejection: Rejection | null = null;
  /** Names of columns with a rule that only the job itself can check. */
  readonly unchecked = new Set<string>();
  private held: Uint8Array = new Uint8Array(0);
  /** Of `held` within the file. */
  private offset = 0;
  private line = 0;
  private header: Header | null = null;
  private skip: { readonly row: RowSkip; readonly line: number; readonly offset: number } | null = null;
  private readonly rules: CsvRules;
  private readonly receiver: RowReceiver;

  constructor(rules: CsvRules, receiver: RowReceiver) {
    this.rules = rules;
    this.receiver = receiver;
  }

  take(piece: Uint8Array): void {
    this.read(joined(this.held, piece), false);
  }

  end(): void {
    this.read(this.held, true);
    if (this.skip !== null) this.endSkip(this.skip);
  }

  private read(bytes: Uint8Array, complete: boolean): void {
    this.held = bytes;
    if (this.rejection !== null) this.held = new Uint8Array(0);
    // A byte order mark is three bytes, and must not be torn.
    else if (complete || this.line > 0 || bytes.length >= 3) this.readRows(this.skipped(bytes), complete);
  }

  /** What is left of the bytes behind a row that is skipped. */
  private skipped(bytes: Uint8Array): Uint8Array {
    if (this.skip === null) return bytes;
    const next = this.skip.row.take(bytes, 0);
    const used = next < 0 ? bytes.length : next;
    this.offset += used;
    if (next >= 0) {
      this.line = this.skip.line + this.skip.row.newlines + 1;
      this.endSkip(this.skip);
    }
    return bytes.subarray(used);
  }

  private endSkip({ row, line, offset }: NonNullable<typeof this.skip>): void {
    this.skip = null;
    this.rows++;
    this.receiver.bad({ line, offset, length: row.length, reason: 'row-too-long', column: '' });
  }

  private readRows(bytes: Uint8Array, complete: boolean): void {
    const scanner = new RowScanner(bytes, complete, this.line);
    if (this.header === null) this.readHeader(scanner, bytes, complete);
    if (this.header === null) {
      this.held = this.rejection === null ? bytes : new Uint8Array(0);
      return;
    }
    this.judge(scanner, bytes, this.header);
    const tooLong = !complete && scanner.cutRowIsTooLong(this.rules.maxRowBytes);
    if (tooLong) this.beginSkip(scanner, bytes);
    const used = tooLong ? bytes.length : scanner.nextStart;
    this.line = scanner.nextLine;
    this.offset += used;
    this.held = bytes.slice(used);
  }

  private judge(scanner: RowScanner, bytes: Uint8Array, header: Header): void {
    const check = new RowCheck(bytes, this.rules.columns, header, this.rules.maxRowBytes);
    while (scanner.next()) {
      this.rows++;
      const reason = check.check(scanner);
      if (reason === null) this.receiver.good(bytes, scanner, header.places);
      else this.receiver.bad({ ...this.placeOf(scanner), reason, column: check.failedColumn });
    }
    for (const { column } of check.uncheckedRules()) this.unchecked.add(column);
  }

  private placeOf({ line, start, end }: RowScanner) {
    return { line, offset: this.offset + start, length: end - start };
  }

  private beginSkip(scanner: RowScanner, bytes: Uint8Array): void {
    const row = new RowSkip();
    row.take(bytes, scanner.start);
    this.skip = { row, line: scanner.line, offset: this.offset + scanner.start };
  }

  /** Sets neither header nor rejection when the header goes on behind the bytes. */
  private readHeader(scanner: RowScanner, bytes: Uint8Array, complete: boolean): void {
    const reading = this.headerOf(scanner, bytes, complete);
    this.header = reading?.header ?? null;
    this.rejection = reading?.rejection ?? null;
  }

  private headerOf(scanner: RowScanner, bytes: Uint8Array, complete: boolean): HeaderReading | null {
    if (scanner.next()) return readHeader(scanner, bytes, this.rules);
    if (complete) return noHeader(this.rules);
    return scanner.cutRowIsTooLong(this.rules.maxRowBytes) ? headerTooLong(scanner, bytes, this.rules) : null;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
