import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal, type Transaction } from './oracle.ts';

export const HEADER = 'timestamp,branch_code,amount';

/** One bad row of every kind that fits on a line, with the reason it gets. */
export const BAD_ROWS: ReadonlyArray<readonly [row: string, reason: string]> = [
  ['2026-05-01,BR1,1.00', 'bad-timestamp'],
  ['2026-02-30T10:00:00Z,BR1,1.00', 'bad-timestamp'],
  ['2026-05-01T24:00:00Z,BR1,1.00', 'bad-timestamp'],
  ['2026-05-01T10:00:00Z,,1.00', 'missing'],
  ['2026-05-01T10:00:00Z,BR1,', 'missing'],
  ['2026-05-01T10:00:00Z,BR1,1.005', 'bad-decimal'],
  ['2026-05-01T10:00:00Z,BR1,1e3', 'bad-decimal'],
  ['2026-05-01T10:00:00Z,BR1,NaN', 'bad-decimal'],
  ['2026-05-01T10:00:00Z,BR1,"1,000.00"', 'bad-decimal'],
  ['2026-05-01T10:00:00Z,BR1, 1.00', 'bad-decimal'],
  ['2026-05-01T10:00:00Z,BR1,.5', 'bad-decimal'],
  [`2026-05-01T10:00:00Z,${'B'.repeat(257)},1.00`, 'too-long'],
  ['2026-05-01T10:00:00Z,BR1', 'field-count'],
  ['2026-05-01T10:00:00Z,BR1,1.00,more', 'field-count'],
  ['2026-05-01T10:00:00Z,"BR"1,1.00', 'text-after-quote'],
  ['2026-05-01T10:00:00Z,BR\u00001,1.00', 'nul-byte'],
];

/** A small generator of its own: the same numbers for the same seed. */
export function random(seed: number): (below: number) => number {
  let state = BigInt(seed) * 2n + 1n;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(below));
  };
}

export function transactions(rows: number, seed: number, branches = 50): Transaction[] {
  const next = random(seed);
  return Array.from({ length: rows }, () => ({
    branch: `BR${String(next(branches)).padStart(3, '0')}`,
    cents: BigInt(next(2 ** 30)) * BigInt(next(1_000)) - BigInt(next(2 ** 30)),
  }));
}

/** The rows as lines of a file, each written in one of the ways that are allowed. */
export function linesOf(rows: readonly Transaction[], seed = 1): string[] {
  const next = random(seed);
  const times = ['2026-01-31T00:00:00Z', '2024-02-29 23:59:59.123456789', '2026-12-31T10:00:00+05:30'];
  return rows.map(({ branch, cents }) => {
    const time = times[next(times.length)] ?? '';
    const amount = cents >= 0n && next(10) === 0 ? `+${decimal(cents, 2)}` : decimal(cents, 2);
    return next(5) === 0 ? `"${time}","${branch}","${amount}"` : `${time},${branch},${amount}`;
  });
}

export function csv(lines: readonly string[]): string {
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** Writes files into a new folder and gives their paths, in order. */
export function writeFiles(files: Readonly<Record<string, string | Buffer>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-e2e-'));
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
}
