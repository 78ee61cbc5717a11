import type { Reason } from './reasons.ts';

/** Why a run rejects a file; the codes and sentences are the job's own. */
export type RejectionCode =
  | 'unknown-suffix'
  | 'empty-file'
  | 'wrong-header'
  | 'corrupt-gzip'
  | 'no-rows'
  | 'too-many-bad-rows';

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  /** False when it follows only from the part that was seen: the rest of the file may be better. */
  readonly certain: boolean;
}

/** The names in the first row beside those of the declaration. */
export interface HeaderReport {
  /** As they stand in the file; empty when the row could not be read as a header at all. */
  readonly found: readonly string[];
  /** Declared columns that are not there. */
  readonly missing: readonly string[];
  /** Declared columns that are there more than once. */
  readonly repeated: readonly string[];
  /** Columns that no declaration names; the job ignores them. */
  readonly ignored: readonly string[];
}

export interface BadRow {
  /** The physical line of the row's first byte; the file's first line is 1. */
  readonly line: number;
  /** Uncompressed bytes before the row, a byte order mark included. */
  readonly offset: number;
  /** Bytes of the row without its line end. For a row that goes on behind what was seen, what was seen of it. */
  readonly length: number;
  readonly reason: Reason;
  /** The column whose rule failed; empty when the row as a whole did. */
  readonly column: string;
  /** The row as it came; bytes that are not UTF-8 are written as `\xNN`. */
  readonly raw: string;
  /** True when `raw` is only the beginning of the row. */
  readonly rawTruncated: boolean;
}

export interface ReasonCount {
  readonly reason: Reason;
  readonly column: string;
  readonly count: number;
}

/** A rule that only the job can check. Rows that seem good may break it, and bad ones may be bad for it first. */
export interface UncheckedRule {
  readonly column: string;
  readonly rule: 'pattern';
  readonly why: string;
}
