import { gzipSync } from 'node:zlib';
import type { MemoryResults } from './api-under-test.ts';

export interface BadRow {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly column: string;
  readonly raw: string;
}

/**
 * Writes rows as the worker does: numbered parts of gzip CSV and their index. Gives the prefix.
 * @param role of a run of several files: the one that the rows are of
 */
export function writeQuarantine(
  results: MemoryResults,
  runId: string,
  rows: readonly BadRow[],
  partRows: number,
  header: readonly string[] | null = null,
  role = '',
): string {
  const prefix = `quarantine/${runId}/1/${role && `${role}/`}`;
  const parts: { key: string; rows: number; firstRow: number; [member: string]: unknown }[] = [];
  for (let firstRow = 0; firstRow < rows.length; firstRow += partRows) {
    const of = rows.slice(firstRow, firstRow + partRows);
    const key: string = `${prefix}part-${String(parts.length).padStart(5, '0')}.csv.gz`;
    results.objects.set(key, gzipSync(csv(of)));
    parts.push({
      key,
      rows: of.length,
      firstRow,
      firstLine: of[0]?.line,
      lastLine: of.at(-1)?.line,
      bytes: 1,
      sha256: '',
    });
  }
  const index = { version: 1, runId, attempt: 1, rows: rows.length, header, parts };
  results.objects.set(`${prefix}index.json`, Buffer.from(JSON.stringify(index)));
  return prefix;
}

const partHeader = 'line,offset,length,reason,column,raw\r\n';

const csv = (rows: readonly BadRow[]): string =>
  partHeader +
  rows
    .map((row) => `${row.line},${row.offset},${row.length},${row.reason},${row.column},${field(row.raw)}\r\n`)
    .join('');

const field = (text: string): string => (/["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
