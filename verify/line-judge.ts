import type { LineSet } from './line-set.ts';

/** The column of a correction's file that names the line of the corrected run's file. */
export const LINE_COLUMN = { name: '_line', type: 'integer', required: true, minimum: '1' } as const;

/** Why a row that keeps all rules corrects nothing: the codes of docs/csv.md. */
export type LineReason = 'line-not-quarantined' | 'line-already-corrected' | 'line-repeated';

/**
 * Judges the rows of a correction by the lines that they name, in the order of the file. What was quarantined is known from
 * the bytes of the corrected run; which of that had been put right before is known only from what other corrections say.
 */
export class LineJudge {
  /** Lines that a row of the file has put right. */
  readonly corrected: LineSet;
  /** Rows whose line another correction shall have put right, while none says so. */
  unexplained = 0;
  private readonly quarantined: LineSet;
  private readonly own: LineSet;
  private readonly others: LineSet;

  /** @param corrected is filled */
  constructor(quarantined: LineSet, own: LineSet, others: LineSet, corrected: LineSet) {
    this.quarantined = quarantined;
    this.own = own;
    this.others = others;
    this.corrected = corrected;
  }

  judge(line: number): LineReason | null {
    if (!this.quarantined.has(line)) return 'line-not-quarantined';
    if (this.own.has(line)) return this.corrected.add(line) ? null : 'line-repeated';
    if (!this.others.has(line)) this.unexplained++;
    return 'line-already-corrected';
  }
}

const minus = 0x2d;
const plus = 0x2b;
const zero = 0x30;
/** So many digits are exact in a number, and more than a file has lines. */
const mostDigits = 15;

/** The line that a good field of `LINE_COLUMN` names; infinite when no file has so many. */
export function lineIn(bytes: Uint8Array, from: number, to: number): number {
  let at = bytes[from] === minus || bytes[from] === plus ? from + 1 : from;
  while (at < to && bytes[at] === zero) at++;
  if (to - at > mostDigits) return Number.POSITIVE_INFINITY;
  let line = 0;
  for (; at < to; at++) line = line * 10 + ((bytes[at] as number) - zero);
  return line;
}
