import type { Simulation } from '../simulate.ts';
import { CODE_MUTANTS } from './code.ts';
import { CONSTRAINT_MUTANTS } from './constraints.ts';
import { FENCE_MUTANTS } from './fences.ts';
import { alterDatabase, type Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [...FENCE_MUTANTS, ...CONSTRAINT_MUTANTS, ...CODE_MUTANTS];

/** Runs each mutant until a schedule breaks a promise. Gives the exit code: 1 when one lives through all schedules. */
export async function runMutants({
  names,
  ...simulation
}: Simulation & { readonly names: readonly string[] }): Promise<number> {
  const unknown = names.find((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no mutant ${unknown}. There are: ${MUTANTS.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const chosen = MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const queue = [...chosen];
  const survivors: string[] = [];
  const lane = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      if (!(await isKilled(mutant, simulation))) survivors.push(mutant.name);
    }
  };
  await Promise.all(Array.from({ length: simulation.parallel }, lane));
  process.stdout.write(
    `${chosen.length} mutants, ${survivors.length} survivors${survivors.map((name) => ` ${name}`).join('')}\n`,
  );
  return survivors.length === 0 ? 0 : 1;
}

async function isKilled(mutant: Mutant, { laboratory, seed, schedules }: Simulation): Promise<boolean> {
  const simulator = await laboratory.simulator(mutant.name, (url) => alterDatabase(mutant, url), mutant.code);
  try {
    for (let lived = 0; lived < schedules; lived += 1) {
      const [violation] = (await simulator.run(seed + lived)).violations;
      if (violation !== undefined) {
        const told = `${violation.promise}: ${violation.detail}`.replaceAll(/\s+/g, ' ').slice(0, 160);
        process.stdout.write(
          `✓ ${mutant.name} (${mutant.lacks}): killed at schedule ${seed + lived}, the ${lived + 1}th: ${told}\n`,
        );
        return true;
      }
    }
    process.stdout.write(`✗ ${mutant.name} (${mutant.lacks}): lived through ${schedules} schedules\n`);
    return false;
  } finally {
    await simulator.stop();
  }
}
