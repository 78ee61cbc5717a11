import type { Laboratory, Report } from './laboratory.ts';

export interface Simulation {
  readonly laboratory: Laboratory;
  readonly seed: number;
  readonly schedules: number;
  readonly parallel: number;
}

/** Traces of so many broken schedules are printed; more would bury them. */
const MOST_TRACES = 5;
const TELL_EVERY = 100;

/** Lives through schedules of ascending seeds. Gives the exit code. */
export async function simulate({ laboratory, seed, schedules, parallel }: Simulation): Promise<number> {
  let next = seed;
  let done = 0;
  let violations = 0;
  let slowest = 0;
  const lane = async (_: unknown, place: number): Promise<void> => {
    const simulator = await laboratory.simulator(`lane_${place}`);
    while (next < seed + schedules) {
      const report = await simulator.run(next++);
      done += 1;
      slowest = Math.max(slowest, report.restShare);
      if (done % TELL_EVERY === 0)
        process.stderr.write(`${done} of ${schedules} schedules, ${violations} violations\n`);
      if (report.violations.length === 0) continue;
      violations += 1;
      if (violations <= MOST_TRACES) process.stdout.write(describe(report));
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  process.stderr.write(
    `The slowest schedule took ${Math.round(slowest * 100)} % of the stated time to come to rest.\n`,
  );
  process.stdout.write(`${schedules} schedules, ${violations} violations\n`);
  return violations === 0 ? 0 : 1;
}

/** Everything that a person needs to understand one broken schedule. */
export function describe({ seed, violations, trace }: Report): string {
  const broken = violations.map(({ promise, detail }) => `  ✗ ${promise}\n      ${detail}`);
  return [
    `\nSchedule ${seed} broke a promise. What happened, by the schedule's own clock:`,
    ...trace,
    '',
    ...broken,
    `  Again: npm run simulate -- --seed ${seed} --schedules 1\n\n`,
  ].join('\n');
}
