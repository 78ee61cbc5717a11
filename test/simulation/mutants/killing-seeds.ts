import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const FILE = path.join(import.meta.dirname, 'killing-seeds.json');

/**
 * The seed of the schedule that broke a promise without the fence, by the mutant's name. It is tried first, which saves time
 * and proves nothing: when the project has changed since, the schedule is another one, and the search goes on from the start.
 */
export type KillingSeeds = Readonly<Record<string, number>>;

export const readKillingSeeds = async (): Promise<KillingSeeds> =>
  z.record(z.string(), z.number().int().nonnegative()).parse(JSON.parse(await readFile(FILE, 'utf8')));

/** Those that were found now, and of the other mutants those that were known. */
export async function rememberKillingSeeds(found: KillingSeeds, mutants: readonly string[]): Promise<void> {
  const all = { ...(await readKillingSeeds()), ...found };
  const kept = mutants.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]);
  await writeFile(FILE, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
