import type { Reason } from './reasons.ts';
import { isValidUtf8 } from './utf8.ts';

const comma = 0x2c;
const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/** Cuts bytes into CSV rows and fields. Everything about a row is valid until the next call of `next`. */
export class RowScanner {
  /** Where the row begins, in the bytes. */
  start = 0;
  /** The end of the row, without its line end. */
  end = 0;
  /** The physical line of the row's first byte. */
  line = 1;
  fieldCount = 0;
  /** For each field, where its content begins and ends, behind and before quotes. */
  readonly fieldFrom: number[] = [];
  readonly fieldTo: number[] = [];
  /** Whether the content holds doubled quotes. */
  readonly fieldEscaped: boolean[] = [];
  /** Where the next row begins, in the bytes, and in lines of the file. */
  nextStart: number;
  nextLine: number;

  private readonly bytes: Uint8Array;
  private readonly complete: boolean;
  private newlines = 0;
  private unclosed = false;
  private textAfterQuote = false;
  private nulOrHigh = 0;
  private terminator = 0;

  /**
   * @param complete whether the file ends where the bytes end; if not, a row that reaches their end is cut
   * @param line where the bytes begin within the file; a byte order mark is one only in its first line
   */
  constructor(bytes: Uint8Array, complete: boolean, line = 0) {
    this.bytes = bytes;
    this.complete = complete;
    const marked = line === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.nextStart = marked ? 3 : 0;
    this.nextLine = Math.max(line, 1);
  }

  /** Moves to the next row that is not blank. False behind the last one, and at one that is cut (`start` tells where). */
  next(): boolean {
    while (this.nextStart < this.bytes.length) {
      this.scanRow();
      if (this.terminator === 0 && !this.complete) return false;
      this.nextStart = this.end + this.terminator;
      this.nextLine = this.line + this.newlines + (this.terminator > 0 ? 1 : 0);
      if (this.end > this.start) return true;
    }
    this.start = this.nextStart;
    this.end = this.nextStart;
    return false;
  }

  /** What is wrong with the row's bytes, by precedence; null when nothing is. Does not count fields. */
  defect(maxRowBytes: number): Reason | null {
    if (this.end - this.start > maxRowBytes) return 'row-too-long';
    if (this.unclosed) return 'unclosed-quote';
    if (this.textAfterQuote) return 'text-after-quote';
    if (this.nulOrHigh === 0) return null;
    if (this.bytes.subarray(this.start, this.end).includes(0)) return 'nul-byte';
    return isValidUtf8(this.bytes, this.start, this.end) ? null : 'invalid-utf8';
  }

  /**
   * After `next` said false: whether the row that is cut is longer than allowed whatever follows. A carriage return at
   * the very end may belong to the line end.
   */
  cutRowIsTooLong(maxRowBytes: number): boolean {
    const last = this.bytes[this.end - 1] === carriageReturn ? 1 : 0;
    return this.end - this.start - last > maxRowBytes;
  }

  private scanRow(): void {
    this.start = this.nextStart;
    this.line = this.nextLine;
    this.newlines = 0;
    this.fieldCount = 0;
    this.unclosed = false;
    this.textAfterQuote = false;
    this.nulOrHigh = 0;
    let at = this.start;
    do {
      at = this.bytes[at] === quote ? this.scanQuoted(at) : this.scanPlain(at, at);
    } while (at >= 0);
  }

  /** Scans from `at` to a comma or line end; gives where the next field begins, or -1 at the row's end. */
  private scanPlain(from: number, begin: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let nulOrHigh = this.nulOrHigh;
    let at = begin;
    for (; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte === comma) {
        this.nulOrHigh = nulOrHigh;
        this.addField(from, at, false);
        return at + 1;
      }
      if (byte === newline) break;
      // Sets a high bit for a byte above 127 and for a NUL, and for no other.
      nulOrHigh |= (byte | (byte - 1)) & ~0x7f;
    }
    this.nulOrHigh = nulOrHigh;
    const crlf = at < length && at > this.start && bytes[at - 1] === carriageReturn;
    const end = crlf ? at - 1 : at;
    this.addField(from, end, false);
    return this.endRow(end, at === length ? 0 : crlf ? 2 : 1);
  }

  private scanQuoted(from: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let escaped = false;
    for (let at = from + 1; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        if (bytes[at + 1] !== quote) return this.afterQuote(from, at + 1, escaped);
        escaped = true;
        at++;
      } else if (byte === newline) {
        this.newlines++;
      } else {
        this.nulOrHigh |= (byte | (byte - 1)) & ~0x7f;
      }
    }
    this.unclosed = true;
    this.addField(from + 1, length, escaped);
    return this.endRow(length, 0);
  }

  /** @param at behind the closing quote */
  private afterQuote(from: number, at: number, escaped: boolean): number {
    const byte = this.bytes[at];
    const crlf = byte === carriageReturn && this.bytes[at + 1] === newline;
    if (byte !== undefined && byte !== comma && byte !== newline && !crlf) {
      this.textAfterQuote = true;
      return this.scanPlain(from, at);
    }
    this.addField(from + 1, at - 1, escaped);
    if (byte === comma) return at + 1;
    return this.endRow(at, crlf ? 2 : byte === undefined ? 0 : 1);
  }

  private addField(from: number, to: number, escaped: boolean): void {
    const place = this.fieldCount++;
    this.fieldFrom[place] = from;
    this.fieldTo[place] = to;
    this.fieldEscaped[place] = escaped;
  }

  private endRow(end: number, terminator: number): -1 {
    this.end = end;
    this.terminator = terminator;
    return -1;
  }
}
