import { LONGEST_DELAY_SECONDS } from '../../lambdas/core/queues/watchdog.ts';
import type { Random } from './world/random.ts';

/** The simulated stage. Time-outs are those of lib/; what stages choose for themselves differs from schedule to schedule. */
export interface Stage {
  readonly landingBucket: string;
  readonly resultsBucket: string;
  readonly functionSeconds: number;
  readonly sweepSeconds: number;
  readonly apiSeconds: number;
  readonly visibilitySeconds: number;
  readonly concurrency: number;
  readonly watchdogDelaySeconds: number;
  readonly heartbeatTimeoutSeconds: number;
  readonly sweepEverySeconds: number;
  readonly mostListsPerDay: number;
  readonly graceSeconds: number;
  /** How soon somebody brings dead letters back once the cause is gone. */
  readonly redriveEverySeconds: number;
  readonly mostWorkers: number;
  readonly timeBudgetSeconds: number;
  readonly lingerSeconds: number;
  readonly longestReadingSeconds: number;
  readonly repliesForUploads: boolean;
  readonly dpuHoursPerDay: string | null;
  /** No reply can be made of what was published: reading it takes longer than a statement may. */
  readonly figuresTimeOut: boolean;
}

export const JOB_TYPE = 'branch-stats';
export const JOB_NAME = 'branch-stats-worker';

/** The smaller one lasts for three workers' first minutes. */
export const BUDGETS = [null, null, '0.1', '0.3'] as const;

export const drawStage = (random: Random): Stage => ({
  landingBucket: 'landing-bucket',
  resultsBucket: 'results-bucket',
  functionSeconds: 120,
  sweepSeconds: 900,
  apiSeconds: 29,
  visibilitySeconds: 720,
  concurrency: 2,
  watchdogDelaySeconds: random.pick([15, 120, 120]),
  heartbeatTimeoutSeconds: random.pick([30, 120, 120]),
  sweepEverySeconds: 900,
  mostListsPerDay: random.pick([48_000, 48_000, 600]),
  graceSeconds: 900,
  redriveEverySeconds: 300,
  mostWorkers: random.between(1, 3),
  timeBudgetSeconds: random.pick([60, 14_400]),
  lingerSeconds: random.pick([0, 0, 5]),
  longestReadingSeconds: random.pick([5, 60]),
  repliesForUploads: random.chance(0.3),
  dpuHoursPerDay: random.pick(BUDGETS),
  figuresTimeOut: random.chance(0.1),
});

/** The pauses before the fifth try of a reply, each at most the longest delay. */
const REPLY_SECONDS = 4 * LONGEST_DELAY_SECONDS;
/** A batch that lacks a file is given up after a day. */
const WAITING_SECONDS = 86_400;
/** When Glue ends a worker that hangs and that nobody knows of. */
export const JOB_TIMEOUT_SECONDS = 600;
/** How long Glue takes to end a worker. */
const STOPPING_SECONDS = 120;

/**
 * The stated time within which everything comes to rest once nothing goes wrong any more: messages that a dead process
 * held come back (visibility) or are sent anew (the longest delay), what was forgotten is found (two sweeps and the grace, and
 * the pause that a sweep's listings cost), a worker that has fallen silent is found and stopped (three time-outs, a look, and
 * as long as Glue takes; by Glue itself, when nobody has remembered its start), what
 * waited for budget is looked at (the longest delay), a reply that cannot be made is given up, and so is the waiting
 * for files, and then the runs are done, one after the other, each with its pauses.
 */
export function restWithinSeconds(stage: Stage, runs: number, doWaitForFiles: boolean): number {
  const files = doWaitForFiles ? WAITING_SECONDS : 0;
  const redelivery = 2 * stage.visibilitySeconds + stage.functionSeconds + stage.redriveEverySeconds;
  // Each page holds three versions or markers.
  const listings = runs + 6;
  const pause = (listings * 86_400) / stage.mostListsPerDay;
  const forgotten = stage.graceSeconds + 2 * stage.sweepEverySeconds + pause;
  const anew = LONGEST_DELAY_SECONDS;
  const silence = 3 * stage.heartbeatTimeoutSeconds + 2 * stage.watchdogDelaySeconds + STOPPING_SECONDS;
  const unknown = JOB_TIMEOUT_SECONDS;
  const worker = 60 + stage.lingerSeconds;
  const run = stage.longestReadingSeconds + 30 + stage.watchdogDelaySeconds + worker;
  const budget = stage.dpuHoursPerDay === null ? 0 : LONGEST_DELAY_SECONDS;
  const reply = stage.figuresTimeOut ? REPLY_SECONDS : 0;
  return redelivery + forgotten + unknown + budget + reply + files + anew + 2 * silence + worker + runs * run;
}
