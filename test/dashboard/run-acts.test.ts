import { describe, expect, it } from 'vitest';
import { type Act, actsOf } from '../../dashboard/src/run/run-acts.ts';
import { runStates } from '../../dashboard/src/runs/run-states.ts';
import { sampleRun } from './sample-run.ts';

type Changes = NonNullable<Parameters<typeof sampleRun>[0]>;
const withdrawnAt = '2026-05-02T10:00:00.000Z';
const error = (code: string) => ({ error: { code, message: 'It says why.' } });

const table: [Changes, readonly Act[]][] = [
  [{ state: 'PENDING' }, []],
  [{ state: 'PENDING', attempts: 1, ...error('worker-error') }, []],
  [{ state: 'IN_PROGRESS' }, []],
  [{ state: 'SUCCEEDED', counts: true }, ['withdraw']],
  [{ state: 'SUCCEEDED', counts: false, supersededBy: 'r2' }, []],
  [{ state: 'SUCCEEDED', counts: false, withdrawnAt }, ['restore']],
  [{ state: 'SUCCEEDED', counts: false, withdrawnAt, supersededBy: 'r2' }, ['restore']],
  [{ state: 'REJECTED', ...error('wrong-header') }, ['retry']],
  [{ state: 'REJECTED', ...error('unknown-job-type') }, []],
  [{ state: 'FAILED', ...error('worker-error') }, ['retry']],
  [{ state: 'REJECTED', ...error('corrects-unknown-run') }, []],
  [{ state: 'SUCCEEDED', counts: false, corrects: 'r2' }, ['withdraw']],
  [{ state: 'SUCCEEDED', counts: false, corrects: 'r2', supersededBy: 'r3' }, []],
  [{ state: 'SUCCEEDED', counts: false, corrects: 'r2', withdrawnAt }, ['restore']],
  [{ state: 'DUPLICATE', duplicateOf: 'r2' }, ['count']],
];

describe('what a person may do to a run', () => {
  it.each(table)('that is %j', (changes, acts) => {
    expect(actsOf(sampleRun(changes))).toEqual(acts);
  });

  it('is told for every state', () => {
    expect(new Set(table.map(([{ state }]) => state))).toEqual(new Set(runStates));
  });
});
