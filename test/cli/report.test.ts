import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import type { Api } from '../../local/cli/api.ts';
import { reportLines } from '../../local/cli/report.ts';
import { grouped, printable, tableLines } from '../../local/cli/table.ts';
import { together } from '../../local/cli/together.mjs';
import { countSuite } from '../counts.mjs';

describe('A table', () => {
  it('is as wide as its widest cells, numbers to the right', () => {
    const columns = [
      { title: 'branch', align: 'left' as const, text: ([name]: readonly string[]) => name ?? '' },
      { title: 'sum', align: 'right' as const, text: ([, sum]: readonly string[]) => sum ?? '' },
    ];
    expect(
      tableLines(columns, [
        ['A', '-1.00'],
        ['Long name', '5'],
      ]),
    ).toEqual(['branch       sum', '─────────  ─────', 'A          -1.00', 'Long name      5']);
  });

  it('shows control characters of a file instead of obeying them', () => {
    expect(printable('a\u001b[2Jb\n')).toBe('a\\u001b[2Jb\\n');
  });

  it.each([
    ['-1234567.50', '-1,234,567.50'],
    ['123.4567', '123.4567'],
    ['-100.00', '-100.00'],
    ['1000', '1,000'],
  ])('groups %s', (plain, text) => {
    expect(grouped(plain)).toBe(text);
  });
});

describe('The report of a run', () => {
  const reject = {
    line: 8,
    offset: 90,
    length: 3,
    reason: 'bad-timestamp',
    column: 'date',
    raw: 'x,1',
    rawTruncated: false,
  };
  const run = {
    runId: 'r',
    state: 'SUCCEEDED',
    sources: ['accounts', 'transactions'].map((role) => ({
      role,
      bucket: 'b',
      key: `landing/t/may/${role}.csv`,
      size: 5,
      versionId: 'v',
      checksum: null,
      landedAt: '',
    })),
    error: null,
    createdAt: '2026-01-01T00:00:00Z',
    rowsRead: null,
    duplicateOf: null,
    codeVersion: null,
  };
  const lines = async (rejectCounts: ReadonlyArray<{ role?: string }>): Promise<string[]> => {
    const api = { rejects: async (_run: string, _limit: number, role?: string) => [{ ...reject, raw: `${role},1` }] };
    const runs = [{ ...run, rejectCounts } as unknown as RunDetail];
    const figures = { document: {}, lines: [] };
    return reportLines(api as unknown as Api, { runs, figures, dashboardUrl: 'http://localhost/' });
  };

  it('names all of its files, and of its bad rows the file', async () => {
    const told = await lines([{ role: 'transactions' }, { role: 'transactions' }]);
    expect(told.filter((line) => line.includes('s3://'))).toHaveLength(2);
    expect(told).toContain('may: SUCCEEDED');
    expect(told.filter((line) => line.includes('line 8'))).toEqual([
      '    transactions, line 8: bad-timestamp in date: transactions,1',
    ]);
  });

  it('asks for bad rows of one file without a role, and for none where there are none', async () => {
    expect(await lines([{}])).toContain('    line 8: bad-timestamp in date: undefined,1');
    expect((await lines([])).some((line) => line.includes('line 8'))).toBe(false);
  });
});

describe('Things done together', () => {
  it('give their results in order', async () => {
    const { signal } = new AbortController();
    expect(await together<readonly [number, string]>(signal, [async () => 1, async () => 'b'])).toEqual([1, 'b']);
  });

  it('all end before the first failure is told', async () => {
    const { signal } = new AbortController();
    let ended = false;
    const slow = async (inner: AbortSignal): Promise<never> => {
      await new Promise((fulfil) => inner.addEventListener('abort', fulfil));
      ended = true;
      throw new Error('a consequence');
    };
    const work = together<readonly [never, never]>(signal, [slow, () => Promise.reject(new Error('the cause'))]);
    await expect(work).rejects.toThrow('the cause');
    expect(ended).toBe(true);
  });
});

describe('Counting a suite', () => {
  it('takes a runner that died without a report for a failure', () => {
    expect(countSuite('vitest', null, 'no-such-file')).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countSuite('pytest', 3, 'no-such-file')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('takes a runner that ran nothing for a failure', () => {
    expect(countSuite('vitest', 0, 'no-such-file')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('takes skipped tests for failures, unless the machine lacks what the suite needs', () => {
    const report = join(mkdtempSync(join(tmpdir(), 'counts-')), 'report.json');
    const skippedAll = { numTotalTests: 23, numPassedTests: 0, numPendingTests: 23, testResults: [] };
    writeFileSync(report, JSON.stringify(skippedAll));
    expect(countSuite('vitest', 0, report)).toEqual({ passed: 0, failed: 23, skipped: 0 });
    expect(countSuite('vitest', 0, report, true)).toEqual({ passed: 0, failed: 0, skipped: 23 });
    expect(countSuite('vitest', 1, report, true)).toEqual({ passed: 0, failed: 1, skipped: 23 });
    rmSync(dirname(report), { recursive: true });
  });

  it('counts a tool by its exit code', () => {
    expect(countSuite('exit-code', 0, '')).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countSuite('exit-code', 1, '')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
