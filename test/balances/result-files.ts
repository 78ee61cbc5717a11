import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { MemoryResults } from '../lambdas/api/api-under-test.ts';

export interface RejectedRow {
  readonly line: number;
  readonly reason: string;
  readonly date?: string;
  readonly from?: string;
  readonly amount?: string;
  readonly to?: string;
}

const HEADER = 'line,reason,date,fromAccountNumber,transferAmount,toAccountNumber\r\n';
const field = (text: string): string => (/["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const recordOf = ({
  line,
  reason,
  date = '2026-01-01T00:00:00',
  from = '1',
  amount = '1',
  to = '2',
}: RejectedRow): string =>
  `${[line, reason, date, from, amount, to].map((value) => field(String(value))).join(',')}\r\n`;

/** Writes the files of a run's results as its worker does: balances, rejected transfers in numbered parts, and their index. */
export function writeResults(
  results: MemoryResults,
  runId: string,
  rejected: readonly RejectedRow[] = [],
  rowsOfPart = 2,
): string {
  const prefix = `results/${runId}/1/`;
  const files: Record<string, unknown>[] = [];
  const put = (kind: string, name: string, body: Buffer, rows: number, firstRow: number, more = {}): void => {
    const key = `${prefix}${name}`;
    results.objects.set(key, body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    files.push({ kind, key, rows, firstRow, bytes: body.length, sha256, ...more });
  };
  put('balances-csv', 'balances-00000.csv', Buffer.from('accountNumber,country,balance\r\n'), 0, 0);
  put('balances-parquet', 'balances-00000.parquet', Buffer.from('PAR1'), 0, 0);
  for (let first = 0; first < rejected.length; first += rowsOfPart) {
    const rows = rejected.slice(first, first + rowsOfPart);
    const reasons = Object.fromEntries(
      rows.map(({ reason }) => [reason, rows.filter((row) => row.reason === reason).length]),
    );
    const number = String(first / rowsOfPart).padStart(5, '0');
    const body = gzipSync(HEADER + rows.map(recordOf).join(''));
    put('rejected-transfers', `rejected/part-${number}.csv.gz`, body, rows.length, first, { reasons });
  }
  const index = { version: 1, runId, attempt: 1, files };
  results.objects.set(`${prefix}index.json`, Buffer.from(JSON.stringify(index)));
  return prefix;
}
