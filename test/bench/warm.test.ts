import { describe, expect, it } from 'vitest';
import { journeyOf, parseWarmArguments, summary } from '../../bench/warm.ts';

describe('The arguments of the warm benchmark', () => {
  it('are five files of a million rows unless it is told otherwise', () => {
    expect(parseWarmArguments([])).toEqual({ rows: 1_000_000, files: 5, json: undefined });
    const given = ['--rows', '10k', '--files', '2', '--json', 'warm.json'];
    expect(parseWarmArguments(given)).toEqual({ rows: 10_000, files: 2, json: 'warm.json' });
  });

  it.each(['0', '-1', '1.5', 'many', ''])('refuse "%s" files', (files) => {
    expect(() => parseWarmArguments([`--files=${files}`])).toThrow('--files takes a whole number from 1 to 999');
  });
});

describe('A file’s way', () => {
  const told = { sent: 1_000, landed: 1_400 };
  const run = {
    state: 'SUCCEEDED',
    rowsRead: 10,
    startedAt: '1970-01-01T00:00:01.900Z',
    endedAt: '1970-01-01T00:00:03.250Z',
  } as const;

  it('ends when the run was published, not when somebody looked', () => {
    expect(journeyOf([run], 10, told)).toEqual({ ...told, claimed: 1_900, succeeded: 3_250 });
  });

  it.each([
    ['failed', [{ ...run, state: 'FAILED' as const }]],
    ['read too few rows', [{ ...run, rowsRead: 9 }]],
    ['is a duplicate, which reads nothing', [{ ...run, state: 'DUPLICATE' as const, rowsRead: null }]],
    ['was not found', []],
  ])('is none when its run %s', (_, runs) => {
    expect(() => journeyOf(runs, 10, told)).toThrow('The run of 10 rows ended');
  });

  it('is told part by part, the first file apart from those of a warm worker', () => {
    const way = (sent: number, succeeded: number) => ({ sent, landed: sent + 300, claimed: sent + 700, succeeded });
    expect(summary(way(0, 9_000), [way(10_000, 13_000), way(20_000, 22_001), way(30_000, 32_000)])).toEqual({
      coldSecondsUploadToSucceeded: 9,
      secondsUploadToLanded: [0.3, 0.3, 0.3],
      secondsLandedToClaimed: [0.4, 0.4, 0.4],
      secondsClaimedToSucceeded: [2.3, 1.301, 1.3],
      secondsUploadToSucceeded: [3, 2.001, 2],
      medianSecondsUploadToSucceeded: 2.001,
    });
  });
});
