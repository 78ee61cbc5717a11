// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { reasons } from '../../csv-rules/reasons.ts';
import { PreflightReportView } from '../../dashboard/src/preflight/index.ts';
import type { PreflightReport } from '../../dashboard/src/preflight/report.ts';
import { reasonWords } from '../../dashboard/src/rejects/reason-words.ts';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const clean: PreflightReport = {
  verdict: 'clean',
  rejection: null,
  header: { found: ['timestamp', 'branch_code', 'amount', 'note'], missing: [], repeated: [], ignored: ['note'] },
  rowsChecked: 241_319,
  badRows: 0,
  firstBadRows: [],
  reasonCounts: [],
  uncheckedRules: [],
  bytesChecked: 8_388_608,
  fileBytes: 3_430_000_000,
  fileBytesSeen: 8_388_608,
  wholeFile: false,
  estimate: {
    rows: 98_671_234,
    rowsExact: false,
    uncompressedBytes: 3_430_000_000,
    seconds: 4.98,
    costUsd: '0.00121733',
  },
};

const someBad: PreflightReport = {
  ...clean,
  verdict: 'some-bad-rows',
  badRows: 2,
  firstBadRows: [
    { line: 3, offset: 66, length: 12, reason: 'missing', column: 'amount', raw: 'a\tb\0c\n ', rawTruncated: false },
    { line: 9, offset: 99, length: 5000, reason: 'field-count', column: '', raw: 'x', rawTruncated: true },
  ],
  reasonCounts: [
    { reason: 'missing', column: 'amount', count: 1 },
    { reason: 'field-count', column: '', count: 1 },
  ],
};

const text = (report: PreflightReport) => drawn(<PreflightReportView report={report} />).container.textContent ?? '';

describe('a pre-flight report', () => {
  it('says in one line that what was checked is good, and how much that was', () => {
    const words = text(clean);
    expect(words).toContain('The first 241,319 rows are all good.');
    expect(words).toContain('Checked: the first 8.4 MB of a file of 3.4 GB.');
    expect(words).toContain('Rowsabout 98,700,000');
    expect(words).toContain('about 5.0 s');
    expect(words).toMatch(/about USD\s0\.0012/);
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says that the whole file was checked', () => {
    const words = text({ ...clean, wholeFile: true, rowsChecked: 1 });
    expect(words).toContain('The 1 row is good.');
    expect(words).toContain('The whole file was checked.');
  });

  it('shows bad rows with their place, their reason in words, and characters that would not be seen', () => {
    expect(text(someBad)).toContain('2 of the first 241,319 rows are bad and would be quarantined.');
    const [, first, second] = within(screen.getByRole('table', { name: 'Bad rows' })).getAllByRole('row');
    const cells = within(first as HTMLElement)
      .getAllByRole('cell')
      .map((cell) => cell.textContent);
    expect(cells).toEqual(['3', '66', 'A required value is empty', 'amount', 'a[TAB]b[NUL]c[LF]\n ']);
    expect(second?.textContent).toContain('the whole row');
    expect(second?.textContent).toContain('the row has 5,000 bytes. The file has all of it.');
  });

  it('is a region that the keyboard reaches where it scrolls', () => {
    drawn(<PreflightReportView report={someBad} />);
    expect(screen.getByRole('region', { name: 'Bad rows' }).tabIndex).toBe(0);
  });

  it('tells a sure rejection from a likely one, with the sentence of the job', () => {
    const rejection = {
      code: 'wrong-header',
      message: 'The header of a.csv (line 1) lacks "amount".',
      certain: true,
    } as const;
    const header = { found: ['timestamp'], missing: ['amount'], repeated: [], ignored: [] };
    const rejected = { ...clean, verdict: 'will-be-rejected', rejection, header, estimate: null } as const;
    expect(text(rejected)).toContain('This file would be rejected.The header of a.csv (line 1) lacks "amount".');
    expect(screen.getByText('Missing columns').parentElement?.textContent).toContain('amount');
    cleanup();
    expect(text({ ...rejected, rejection: { ...rejection, certain: false } })).toContain('would probably be rejected');
  });

  it('tells which pattern only the job can check', () => {
    const words = text({ ...clean, uncheckedRules: [{ column: 'iban', rule: 'pattern', why: 'it is too intricate' }] });
    expect(words).toContain('Only the job can check the pattern of iban: it is too intricate.');
  });

  it('calls a cost too small to show less than the least that is shown', () => {
    const estimate = { rows: 1, rowsExact: true, uncompressedBytes: 40, seconds: 0.01, costUsd: '0.00000244' };
    expect(text({ ...clean, estimate })).toMatch(/less than USD\s0\.0001/);
  });
});

it('the reasons are those that docs/csv.md explains', () => {
  const section = /## What happens to a bad row(.*?)\n## /s.exec(readFileSync('docs/csv.md', 'utf8'))?.[1] ?? '';
  const explained = [...section.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, codes]) => [
    ...(codes ?? '').matchAll(/`([^`]+)`/g),
  ]);
  expect(explained.map(([, code]) => code).sort()).toEqual([...reasons].sort());
});

it('every reason has words of its own, and a new one is shown by its code', () => {
  expect(new Set(reasons.map(reasonWords)).size).toBe(reasons.length);
  expect(reasons.some((reason) => reasonWords(reason) === reason)).toBe(false);
  expect(reasonWords('some-new-reason')).toBe('Some new reason');
});
