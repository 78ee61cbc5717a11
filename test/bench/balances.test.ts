import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBalancesArguments } from '../../bench/balances/arguments.ts';
import { difference, readOutcome } from '../../bench/balances/outcome.ts';

describe('The benchmark of replays', () => {
  it('replays 10 million transfers over a million accounts in any order when it is told nothing', () => {
    expect(parseBalancesArguments([])).toEqual({
      accounts: 1_000_000,
      transfers: 10_000_000,
      countries: 100,
      order: 'shuffled',
      rounds: 1,
      engines: ['countinghouse', 'spark', 'polars'],
      seed: 1,
      json: undefined,
    });
  });

  it.each([
    [['--order', 'odd'], '--order knows sorted, shuffled'],
    [['--engines', 'excel'], 'it was given "excel"'],
    [['--accounts', '10', '--countries', '11'], '--countries must not be more than --accounts'],
  ])('refuses %j', (argv, text) => {
    expect(() => parseBalancesArguments(argv)).toThrow(text);
  });
});

describe('What replayers have written', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countinghouse-outcome-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const written = async (balances: string[], rejected: string[], packed: boolean) => {
    for (const [number, text] of balances.entries()) {
      writeFileSync(path.join(folder, `balances-0000${number}.csv`), `header\r\n${text}`);
    }
    const parts = `header\r\n${rejected.join('\r\n')}`;
    const name = `rejected-00000.csv${packed ? '.gz' : ''}`;
    writeFileSync(path.join(folder, name), packed ? gzipSync(parts) : parts);
    const outcome = await readOutcome(folder);
    for (const file of [name, ...balances.map((_, number) => `balances-0000${number}.csv`)])
      rmSync(path.join(folder, file));
    return outcome;
  };

  it('is the same in one file or several, packed or not, with more columns or fewer', async () => {
    const one = await written(['1,44,2.00\r\n2,44,3.00\r\n'], ['2,same-account'], false);
    const other = await written(['1,44,2.00\r\n', '2,44,3.00\r\n'], ['2,same-account,2021-11-29,1,1,1'], true);
    expect(difference(one, other)).toBeUndefined();
    expect(one).toMatchObject({ accounts: 2, rejected: 1 });
  });

  it('differs by a cent, by a line, and by how many there are', async () => {
    const first = await written(['1,44,2.00\r\n'], ['2,same-account'], false);
    const cent = await written(['1,44,2.01\r\n'], ['2,same-account'], false);
    const line = await written(['1,44,2.00\r\n'], ['3,same-account'], false);
    const more = await written(['1,44,2.00\r\n2,44,0.00\r\n'], ['2,same-account'], false);
    expect(difference(first, cent)).toMatch('a balance');
    expect(difference(first, line)).toMatch('line of a rejected transfer');
    expect(difference(first, more)).toBe('2 balances, not 1');
  });
});
