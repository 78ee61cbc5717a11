import { describe, expect, it } from 'vitest';
import { parseIntakeArguments } from '../../bench/intake/arguments.ts';
import { randomPauses } from '../../bench/intake/pauses.ts';
import { tally } from '../../bench/intake/tally.ts';

describe('The arguments of the intake benchmark', () => {
  it('are bursts of 1, 100 and 1,000 unless it is told otherwise', () => {
    const usual = { bursts: [1, 100, 1000], rows: 1_000, idleSeconds: 20, seed: 1, json: undefined };
    expect(parseIntakeArguments([])).toEqual(usual);
    const given = ['--bursts', '2,3', '--rows', '10', '--idle', '0', '--seed', '7', '--json', 'intake.json'];
    expect(parseIntakeArguments(given)).toEqual({
      bursts: [2, 3],
      rows: 10,
      idleSeconds: 0,
      seed: 7,
      json: 'intake.json',
    });
  });

  it.each(['0', '1,', 'many', '-1', '1.5', '10001'])('refuse the bursts "%s"', (bursts) => {
    expect(() => parseIntakeArguments([`--bursts=${bursts}`])).toThrow('--bursts takes whole numbers');
  });
});

it('Pauses are the same for the same seed, others for another, and never longer than they may be', () => {
  expect(randomPauses(3, 50, 1_000)).toEqual(randomPauses(3, 50, 1_000));
  expect(randomPauses(4, 50, 1_000)).not.toEqual(randomPauses(3, 50, 1_000));
  expect(randomPauses(3, 1_000, 1_000).every((pause) => pause >= 0 && pause <= 1_000)).toBe(true);
  expect(new Set(randomPauses(3, 1_000, 1_000)).size).toBeGreaterThan(500);
});

describe('A burst that is held against its runs', () => {
  const file = (name: string) => ({ file: name, key: `landing/branch-stats/${name}`, versionId: 'v1', size: 1 });
  const burst = { sent: 1_000, arrived: 1_500, landed: [file('a.csv'), file('b.csv')] };
  const runOf = (name: string, more = {}) => ({
    state: 'SUCCEEDED' as const,
    sources: [{ key: `landing/branch-stats/${name}`, versionId: 'v1' }] as never,
    rowsCounted: 10,
    counts: true,
    createdAt: '1970-01-01T00:00:02.000Z',
    endedAt: '1970-01-01T00:00:04.500Z',
    ...more,
  });

  it('tells the times of its last run from its first byte', () => {
    const runs = [runOf('a.csv'), runOf('b.csv', { createdAt: '1970-01-01T00:00:02.250Z' }), runOf('other.csv')];
    expect(tally(burst, runs, 10)).toEqual({
      files: 2,
      secondsToLastLanded: 0.5,
      secondsToLastRecorded: 1.25,
      secondsToLastClosed: 3.5,
      duplicates: 0,
      losses: 0,
    });
  });

  it.each([
    ['has no run', [runOf('a.csv')], { losses: 1, duplicates: 0 }],
    ['failed', [runOf('a.csv'), runOf('b.csv', { state: 'FAILED', counts: false })], { losses: 1, duplicates: 0 }],
    ['repeats other bytes', [runOf('a.csv'), runOf('b.csv', { state: 'DUPLICATE', counts: false })], { losses: 1 }],
    ['has two runs', [runOf('a.csv'), runOf('b.csv'), runOf('b.csv')], { losses: 0, duplicates: 1 }],
    ['counts too many rows', [runOf('a.csv'), runOf('b.csv', { rowsCounted: 20 })], { losses: 0, duplicates: 1 }],
  ])('says so when a file %s', (_, runs, expected) => {
    expect(tally(burst, runs, 10)).toMatchObject(expected);
  });
});
