import type { BadRow, HeaderReport, ReasonCount, Rejection, UncheckedRule } from '../../../csv-rules/findings.ts';

/** What is to be expected of a file, as far as it was seen. */
export type Verdict = 'clean' | 'some-bad-rows' | 'will-be-rejected';

/** Estimated from the part that was seen and from speeds that were measured; see `estimate.ts`. */
export interface Estimate {
  readonly rows: number;
  /** True when the rows were counted, because the whole file was seen. */
  readonly rowsExact: boolean;
  readonly uncompressedBytes: number;
  /** Time of the run itself, once a worker is awake. */
  readonly seconds: number;
  /** What the run's receipt would say on AWS, about: a decimal string; null when the price is not known. */
  readonly costUsd: string | null;
}

export interface PreflightReport {
  readonly verdict: Verdict;
  /** Set when the verdict is `will-be-rejected`. */
  readonly rejection: Rejection | null;
  /** Null when the file has none, or when it was not looked for. */
  readonly header: HeaderReport | null;
  readonly rowsChecked: number;
  readonly badRows: number;
  readonly firstBadRows: readonly BadRow[];
  /** Bad rows for each reason and column, the most frequent first. */
  readonly reasonCounts: readonly ReasonCount[];
  readonly uncheckedRules: readonly UncheckedRule[];
  /** Uncompressed bytes that were checked. */
  readonly bytesChecked: number;
  /** The file's own size, compressed as it is. */
  readonly fileBytes: number;
  /** Of `fileBytes`, those that were looked at. */
  readonly fileBytesSeen: number;
  readonly wholeFile: boolean;
  /** Null when nothing can be estimated, because the file has no readable row. */
  readonly estimate: Estimate | null;
}
