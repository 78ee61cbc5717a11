import type { Random } from './random.ts';

/** What may go wrong; each schedule has some of it, in doses of its own. Probabilities of one effect. */
export interface Faults {
  /** The process dies before the effect, or right after it. */
  readonly crash: number;
  /** A worker dies, likewise. */
  readonly workerDeath: number;
  /** The effect is refused, without effect. */
  readonly refusal: number;
  /** The effect takes place, and its answer is lost. */
  readonly lostAnswer: number;
  /** The process stands still for minutes before it goes on. */
  readonly stall: number;
  /** Glue gives a worker up that stands still, and that goes on when others have done its work. */
  readonly zombie: number;
  /** A worker stands still for ever, and Glue takes it for a running one. */
  readonly hang: number;
  readonly notificationLost: number;
  readonly notificationDoubled: number;
  readonly notificationLate: number;
  readonly messageDoubled: number;
  readonly messageLate: number;
  readonly glueRefusal: number;
  readonly glueEventLost: number;
  readonly glueEventDoubled: number;
  readonly glueEventLate: number;
  /** Glue tells of a job run that has not ended. */
  readonly glueEventEarly: number;
  /** For half an hour or longer Glue answers nothing; drawn once a schedule. */
  readonly glueOutage: number;
  /** A sweep runs out of time after some pages. */
  readonly sweepCut: number;
  /** The database pauses, and every first call of a while is refused. */
  readonly databasePause: number;
}

const MOST: Faults = {
  crash: 0.03,
  workerDeath: 0.06,
  refusal: 0.04,
  lostAnswer: 0.04,
  stall: 0.02,
  zombie: 0.5,
  hang: 0.15,
  notificationLost: 0.6,
  notificationDoubled: 0.4,
  notificationLate: 0.4,
  messageDoubled: 0.2,
  messageLate: 0.2,
  glueRefusal: 0.3,
  glueEventLost: 0.5,
  glueEventDoubled: 0.3,
  glueEventLate: 0.3,
  glueEventEarly: 0.3,
  glueOutage: 0.5,
  sweepCut: 1,
  databasePause: 0.5,
};

const names = Object.keys(MOST) as (keyof Faults)[];

/** Swarm testing: schedules that have few kinds of faults find what schedules with all of them hide. */
export function drawFaults(random: Random): Faults {
  const drawn = names.map((name) => [name, random.chance(0.5) ? 0 : MOST[name] * random.next()]);
  const faults = Object.fromEntries(drawn) as unknown as Faults;
  return random.chance(0.15) ? { ...faults, glueEventLost: 1 } : faults;
}

export const NO_FAULTS = Object.fromEntries(names.map((name) => [name, 0])) as unknown as Faults;
