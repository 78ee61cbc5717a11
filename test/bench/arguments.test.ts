import { describe, expect, it } from 'vitest';
import { parseBenchArguments } from '../../bench/engine/arguments.ts';

describe('The engine benchmark', () => {
  it('measures 100 million plain rows with every engine three times when it is told nothing', () => {
    expect(parseBenchArguments([])).toEqual({
      rows: [100_000_000],
      curve: false,
      rounds: 3,
      variant: 'plain',
      engines: ['countinghouse', 'spark', 'duckdb', 'polars', 'floor'],
      seed: 1,
      json: undefined,
    });
  });

  it('measures from a million to 400 million rows for a curve', () => {
    expect(parseBenchArguments(['--curve']).rows).toEqual([1e6, 1e7, 1e8, 4e8]);
  });

  it('runs the chosen engines only, in the usual order', () => {
    expect(parseBenchArguments(['--engines', 'floor,countinghouse']).engines).toEqual(['countinghouse', 'floor']);
  });

  it.each([
    [['--curve', '--rows', '1m'], '--curve has sizes of its own'],
    [['--rows', 'many'], '--rows takes a whole number'],
    [['--rounds', '0'], '--rounds takes a whole number from 1 to 100'],
    [['--variant', 'odd'], '--variant knows plain, bad-rows, quoted'],
    [['--engines', 'duckdb,excel'], 'it was given "excel"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (argv, why) => {
    expect(() => parseBenchArguments(argv)).toThrow(why);
  });
});
