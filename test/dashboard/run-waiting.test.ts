import { describe, expect, it } from 'vitest';
import { waitingWords } from '../../dashboard/src/runs/waiting.ts';
import { sampleRun } from './sample-run.ts';

const now = Date.parse('2026-05-01T10:00:00.000Z');
const words = (changes: Parameters<typeof sampleRun>[0]) => waitingWords(sampleRun(changes), now);

describe('what a run waits for', () => {
  it.each([
    [null, 'waits for a worker to take it'],
    ['capacity', 'waits for a free worker: all that may run are busy'],
    ['budget', 'waits for budget: the hours that Spark may work on one day are used up, until 00:00 UTC'],
  ] as const)('is told for %s', (waitingFor, told) => {
    expect(words({ waitingFor })).toBe(told);
  });

  it('names the files that a run of several lacks', () => {
    const waits = words({ waitingFor: 'files', missingRoles: ['accounts', 'rates'] });
    expect(waits).toBe('waits for the file accounts and the file rates to land in its folder');
  });

  it('is a pause between two attempts, while it lasts', () => {
    expect(words({ attempts: 1, notBefore: '2026-05-01T10:00:09.400Z' })).toBe('pauses for 10 s before attempt 2');
    expect(words({ attempts: 1, notBefore: '2026-05-01T10:00:00.000Z' })).toBe('waits for a worker to take it');
  });

  it.each(['IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const)(
    'is nothing when it is %s',
    (state) => {
      expect(words({ state })).toBeUndefined();
    },
  );
});
