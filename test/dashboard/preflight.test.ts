import { describe, expect, it } from 'vitest';
import type { Column } from '../../csv-rules/columns.ts';
import { translatePattern } from '../../csv-rules/java-pattern.ts';
import { checkFile } from '../../dashboard/src/preflight/check-file.ts';
import type { Declaration } from '../../dashboard/src/preflight/declaration.ts';
import { outcomeOf, readPatternCases, readRandomCases, readTraps } from './preflight-cases.ts';

function declarationOf(columns: readonly Column[], maxRowBytes: number): Declaration {
  return {
    landing: { suffixes: ['.csv', '.csv.gz'] },
    sources: [{ role: 'rows', columns: [...columns] }],
    maxRowBytes,
    badRowTolerance: '1',
    worker: { type: 'G.1X', count: 2 },
  };
}

const traps = readTraps();

describe.each(traps)('the trap file $name', ({ bytes, columns, maxRowBytes, error, rows, gzip }) => {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
  const name = gzip ? 'trap.csv.gz' : 'trap.csv';

  it('gets the verdict that the job gives it', async () => {
    const report = await checkFile({ blob, name }, declarationOf(columns, maxRowBytes));
    if (error !== undefined) {
      expect(report.rejection).toMatchObject({ code: error[0], certain: true });
      expect(report.rejection?.message).toContain(error[1]);
      return;
    }
    const bad = rows.filter((row) => row[3] !== null).map((row) => row.slice(0, 6));
    expect(report.rowsChecked).toBe(rows.length);
    expect(report.badRows).toBe(bad.length);
    expect(report.wholeFile).toBe(true);
    expect(report.uncheckedRules).toEqual([]);
    expect(report.rejection?.code).toBe(rows.length === 0 ? 'no-rows' : undefined);
    expect(
      report.firstBadRows.map((row) => [row.line, row.offset, row.length, row.reason, row.column, row.raw]),
    ).toEqual(bad.slice(0, 20));
  });
});

it('gives all bad rows of the plain traps as their notes do', () => {
  for (const trap of traps.filter((one) => one.error === undefined && !one.gzip)) {
    const outcome = outcomeOf(trap.bytes, trap.columns, trap.maxRowBytes);
    expect(outcome, trap.name).toEqual({
      error: null,
      rows: trap.rows.length,
      bad: trap.rows.filter((row) => row[3] !== null).map((row) => row.slice(0, 6)),
      unchecked: 0,
    });
  }
});

it('gives every shared random case the verdict of the reference', () => {
  const cases = readRandomCases();
  expect(cases.length).toBeGreaterThan(100);
  for (const { bytes, columns, maxRowBytes, error, rows, bad } of cases) {
    expect(outcomeOf(bytes, columns, maxRowBytes), `${Buffer.from(bytes)}`).toEqual({ error, rows, bad, unchecked: 0 });
  }
});

describe('a pattern', () => {
  const cases = readPatternCases();

  it('matches what Java matches, or is not judged here', () => {
    for (const { pattern, matched, refused } of cases) {
      const translated = translatePattern(pattern);
      if (!translated.checkable) continue;
      const taken = [...matched, ...refused].filter((text) => translated.expression.test(text));
      expect(taken, pattern).toEqual(matched);
    }
  });

  it('is judged here unless it uses what the languages do not share', () => {
    const left = cases.map(({ pattern }) => pattern).filter((pattern) => !translatePattern(pattern).checkable);
    expect(left).toEqual([
      '[\\S]',
      '[\\D]',
      '\\h',
      '\\v',
      '\\R',
      'a$\\n?',
      '(a$)',
      '\\ba',
      'a\\b',
      '\\p{L}',
      '\\p{Lu}+',
      '\\X',
      '\\Qa.b\\E',
      '(?i)ab',
      '(?i:a)B',
      '(?=a)a',
      '(?<!b)a',
      '(a)\\1',
      '(?<x>a)\\k<x>',
      'a++',
      'a*+a',
      'a?+',
      '(?>a|ab)b',
      '[a-c&&[b-d]]',
      '[a[bc]]',
      '[a^]',
      '\\ä',
      '\\cA',
      '\\07',
      '\\x{1F600}',
    ]);
  });

  it.each([
    '[',
    '(',
    ')',
    'a)',
    '*',
    'a**',
    '[]',
    '[z-a]',
    'a{2,1}',
    '\\',
    'a{',
    '\\u12',
    '\\ud83d',
    '(?',
    '[a-\\d]',
    '[\\w-a]',
    '^*',
  ])('that is none, or odd, is left to the job: %s', (pattern) => {
    expect(translatePattern(pattern)).toEqual({ checkable: false });
  });
});
