import type { Run } from '../api/client.ts';
import { wholeSeconds } from './whole-seconds.ts';

export type WaitingRun = Pick<Run, 'state' | 'waitingFor' | 'missingRoles' | 'notBefore' | 'attempts'>;

const waits: Readonly<Record<Exclude<Run['waitingFor'], 'files' | null>, string>> = {
  capacity: 'waits for a free worker: all that may run are busy',
  budget: 'waits for budget: the hours that Spark may work on one day are used up, until 00:00 UTC',
};

/** What a waiting run waits for, in words; undefined for a run that does not wait. */
export function waitingWords(run: WaitingRun, now: number): string | undefined {
  if (run.state !== 'PENDING') return undefined;
  const pause = Date.parse(run.notBefore) - now;
  if (pause > 0 && run.attempts > 0) {
    return `pauses for ${wholeSeconds(pause + 999)} before attempt ${run.attempts + 1}`;
  }
  if (run.waitingFor === 'files') {
    return `waits for the file ${run.missingRoles.join(' and the file ')} to land in its folder`;
  }
  return run.waitingFor ? waits[run.waitingFor] : 'waits for a worker to take it';
}
