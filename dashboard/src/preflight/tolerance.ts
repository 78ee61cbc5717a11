import type { CsvFindings } from '../../../csv-rules/check-csv.ts';
import type { ReasonCount, Rejection } from '../../../csv-rules/findings.ts';

const toleranceDecimals = 9;

interface Judged {
  readonly wholeFile: boolean;
  /** Only the first file of a batch must have rows: a day without transfers is a day like another. */
  readonly mayBeEmpty: boolean;
}

/** What the job says of the numbers of rows; null when it has nothing against them. */
export function judgeRows(
  findings: CsvFindings,
  tolerance: string,
  { wholeFile, mayBeEmpty }: Judged,
): Rejection | null {
  if (findings.rows === 0) return wholeFile && !mayBeEmpty ? noRows : null;
  if (!exceeds(findings.badRows, findings.rows, tolerance)) return null;
  return { code: 'too-many-bad-rows', message: tooMany(findings, tolerance, wholeFile), certain: wholeFile };
}

const noRows: Rejection = {
  code: 'no-rows',
  message: 'The file has a header but not a single row. Send the file again with its rows.',
  certain: true,
};

/** Compared exactly. */
function exceeds(badRows: number, rows: number, tolerance: string): boolean {
  const [whole = '0', fraction = ''] = tolerance.split('.');
  const share = BigInt(whole + fraction.padEnd(toleranceDecimals, '0'));
  return BigInt(badRows) * 10n ** BigInt(toleranceDecimals) > share * BigInt(rows);
}

function tooMany({ badRows, rows, reasonCounts }: CsvFindings, tolerance: string, wholeFile: boolean): string {
  const most = [...reasonCounts].sort(asTheJobSorts).at(0);
  const where = most?.column ? ` in the column ${most.column}` : '';
  const what = most === undefined ? '' : ` (${most.count} of them ${most.reason}${where})`;
  const allowed = Number((Number(tolerance) * 100).toPrecision(6));
  return (
    `${badRows} of ${wholeFile ? '' : 'the first '}${rows} rows are bad, more than the ${allowed} % that are allowed${what}. ` +
    'Look at the bad rows, correct the file and choose it again.'
  );
}

/** The most frequent first; of two as frequent, the last by name. */
function asTheJobSorts(a: ReasonCount, b: ReasonCount): number {
  if (a.count !== b.count) return b.count - a.count;
  if (a.reason !== b.reason) return a.reason < b.reason ? 1 : -1;
  return a.column < b.column ? 1 : -1;
}
