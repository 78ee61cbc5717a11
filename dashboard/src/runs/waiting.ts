import type { Run } from '../api/client.ts';
import { wholeSeconds } from './whole-seconds.ts';

type Waiting = Pick<Run, 'state' | 'waitingFor' | 'notBefore' | 'attempts'>;

const waits: Readonly<Record<NonNullable<Run['waitingFor']>, string>> = {
  files: 'waits for the other files that belong to it',
  capacity: 'waits for a free worker: all that may run are busy',
  budget: 'waits for budget: the hours that Spark may work on one day are used up, until 00:00 UTC',
};

/** What a waiting run waits for, in words; undefined for a run that does not wait. */
export function waitingWords(run: Waiting, now: number): string | undefined {
  if (run.state !== 'PENDING') return undefined;
  const pause = Date.parse(run.notBefore) - now;
  if (pause > 0 && run.attempts > 0) {
    return `pauses for ${wholeSeconds(pause + 999)} before attempt ${run.attempts + 1}`;
  }
  return run.waitingFor ? waits[run.waitingFor] : 'waits for a worker to take it';
}
