import type { Simulation } from '../simulate.ts';
import { BATCH_MUTANTS } from './batches.ts';
import { BUDGET_MUTANTS } from './budget.ts';
import { CODE_MUTANTS } from './code.ts';
import { CONSTRAINT_MUTANTS } from './constraints.ts';
import { FENCE_MUTANTS } from './fences.ts';
import { type KillingSeeds, readKillingSeeds, rememberKillingSeeds } from './killing-seeds.ts';
import { alterDatabase, type Mutant } from './mutant.ts';
import { REQUEST_MUTANTS } from './requests.ts';

export const MUTANTS: readonly Mutant[] = [
  ...FENCE_MUTANTS,
  ...CONSTRAINT_MUTANTS,
  ...REQUEST_MUTANTS,
  ...CODE_MUTANTS,
  ...BUDGET_MUTANTS,
  ...BATCH_MUTANTS,
];

export interface Hunt extends Simulation {
  /** Of the mutants to run; none: all. */
  readonly names: readonly string[];
  /** Whether the seeds that kill are written down, to be tried first the next time. */
  readonly remembers: boolean;
}

/** Runs each mutant until a schedule breaks a promise. Gives the exit code: 1 when one lives through all schedules. */
export async function runMutants({ names, remembers, ...simulation }: Hunt): Promise<number> {
  const unknown = names.find((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no mutant ${unknown}. There are: ${MUTANTS.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const chosen = MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = await readKillingSeeds();
  const queue = [...chosen];
  const killers = new Map<string, number>();
  const lane = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const seed = await killingSeed(mutant, known, simulation);
      if (seed !== undefined) killers.set(mutant.name, seed);
    }
  };
  await Promise.all(Array.from({ length: simulation.parallel }, lane));
  if (remembers) {
    await rememberKillingSeeds(
      Object.fromEntries(killers),
      MUTANTS.map(({ name }) => name),
    );
  }
  const survivors = chosen.filter(({ name }) => !killers.has(name)).map(({ name }) => ` ${name}`);
  process.stdout.write(`${chosen.length} mutants, ${survivors.length} survivors${survivors.join('')}\n`);
  return survivors.length === 0 ? 0 : 1;
}

async function killingSeed(mutant: Mutant, known: KillingSeeds, hunt: Simulation): Promise<number | undefined> {
  const { name, lacks } = mutant;
  const simulator = await hunt.laboratory.simulator(name, (url) => alterDatabase(mutant, url), mutant.code);
  try {
    let lived = 0;
    for (const seed of seedsOf(known[name], hunt)) {
      lived += 1;
      const [violation] = (await simulator.run(seed)).violations;
      if (violation === undefined) continue;
      const told = `${violation.promise}: ${violation.detail}`.replaceAll(/\s+/g, ' ').slice(0, 160);
      process.stdout.write(`✓ ${name} (${lacks}): killed by the schedule ${seed}, number ${lived}: ${told}\n`);
      return seed;
    }
    process.stdout.write(`✗ ${name} (${lacks}): lived through ${lived} schedules\n`);
    return undefined;
  } finally {
    await simulator.stop();
  }
}

function* seedsOf(known: number | undefined, { seed, schedules }: Simulation): Generator<number> {
  if (known !== undefined) yield known;
  for (let lived = 0; lived < schedules; lived += 1) yield seed + lived;
}
