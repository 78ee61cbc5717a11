import type { Column } from './columns.ts';
import { type FieldCheck, fieldCheck } from './field-checks.ts';
import type { UncheckedRule } from './findings.ts';
import type { Header } from './header.ts';
import type { Reason } from './reasons.ts';
import type { RowScanner } from './row-scanner.ts';

const quote = 0x22;

/** Checks scanned rows against the declared columns. */
export class RowCheck {
  /** The column whose rule failed in the last bad row; empty when the row as a whole did. */
  failedColumn = '';
  private readonly bytes: Uint8Array;
  private readonly columns: readonly Column[];
  private readonly header: Header;
  private readonly maxRowBytes: number;
  private readonly checks: readonly FieldCheck[];
  private readonly unchecked = new Map<string, UncheckedRule>();

  constructor(bytes: Uint8Array, columns: readonly Column[], header: Header, maxRowBytes: number) {
    this.bytes = bytes;
    this.columns = columns;
    this.header = header;
    this.maxRowBytes = maxRowBytes;
    this.checks = columns.map((column) => {
      return fieldCheck(column, (why) => {
        this.unchecked.set(column.name, { column: column.name, rule: 'pattern', why });
      });
    });
  }

  /** The row's first failing rule, or null when it is good. */
  check(row: RowScanner): Reason | null {
    this.failedColumn = '';
    const defect = row.defect(this.maxRowBytes);
    if (defect !== null) return defect;
    if (row.fieldCount !== this.header.fieldCount) return 'field-count';
    for (let i = 0; i < this.checks.length; i++) {
      const reason = this.checkField(row, i);
      if (reason !== null) {
        this.failedColumn = (this.columns[i] as Column).name;
        return reason;
      }
    }
    return null;
  }

  /** The rules that could not be checked so far. */
  uncheckedRules(): UncheckedRule[] {
    return [...this.unchecked.values()];
  }

  private checkField(row: RowScanner, column: number): Reason | null {
    const field = this.header.places[column] as number;
    const from = row.fieldFrom[field] as number;
    const to = row.fieldTo[field] as number;
    if (from === to) return (this.columns[column] as Column).required ? 'missing' : null;
    const check = this.checks[column] as FieldCheck;
    if (!row.fieldEscaped[field]) return check(this.bytes, from, to);
    const content = unescaped(this.bytes, from, to);
    return check(content, 0, content.length);
  }
}

/** The content of a field whose doubled quotes are undone. */
export function unescaped(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const content = new Uint8Array(to - from);
  let length = 0;
  for (let at = from; at < to; at++) {
    content[length++] = bytes[at] as number;
    if (bytes[at] === quote) at++;
  }
  return content.subarray(0, length);
}
