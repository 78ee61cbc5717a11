import { describe, expect, it } from 'vitest';
import type { Run } from '../../lambdas/core/reports/run.ts';
import { describe as inWords } from '../../local/cli/follow.ts';

const facts = { progress: null, sources: [{ key: 'landing/branch-stats/a.csv' }] };
const pending = (attempts: number, waitingFor: Run['waitingFor'], error: Run['error']): Run =>
  ({ ...facts, state: 'PENDING', attempts, waitingFor, error }) as unknown as Run;
const refused = { code: 'worker-not-started', message: 'No worker could be started: Denied.' };

describe('A run that waits', () => {
  it.each([
    [pending(0, null, null), 'PENDING, waiting for a worker'],
    [pending(0, 'capacity', null), 'PENDING, waiting for capacity'],
    [pending(0, null, refused), 'PENDING, waiting for a worker: No worker could be started: Denied.'],
    [pending(1, null, refused), 'PENDING, waiting for a worker: No worker could be started: Denied.'],
    [
      pending(1, null, { code: 'worker-died', message: 'Killed.' }),
      'PENDING, waiting for a worker, attempt 1 failed: Killed.',
    ],
  ])('says what it waits for and what has gone wrong', (run, words) => {
    expect(inWords([run], 1)).toBe(words);
  });

  it('says what has gone wrong also when it is one of many', () => {
    expect(inWords([pending(0, null, null), pending(0, null, refused)], 2)).toBe(
      '0 of 2 files done · a.csv: PENDING, waiting for a worker: No worker could be started: Denied.',
    );
  });
});
