/**
 * `npm run simulate -- [--schedules N] [--seed S]`: lives through N schedules, beginning with that of seed S.
 * `npm run simulate -- --mutants [NAME,…] [--schedules N] [--remember]`: takes out one fence after the other, and expects to
 * see it; --remember writes down which seeds showed it, to be tried first the next time.
 * Exit code 0: as it should be; 1: a promise was broken, or a mutant lived; 2: usage.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openLaboratory } from './laboratory.ts';
import { runMutants } from './mutants/run-mutants.ts';
import { simulate } from './simulate.ts';

const root = path.resolve(import.meta.dirname, '../..');
const USAGE = 'usage: npm run simulate -- [--schedules N] [--seed S] [--mutants [NAME,…] [--remember]]\n';

class UsageError extends Error {}

function wholeNumber(name: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new UsageError(`--${name} takes a whole number from ${least} on`);
  return Number(text);
}

function readArguments(argv: readonly string[]) {
  // --mutants may stand alone: all of them.
  const given = argv.flatMap((word, place) => {
    const isAlone = word === '--mutants' && (argv[place + 1] ?? '--').startsWith('--');
    return isAlone ? ['--mutants='] : [word];
  });
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        schedules: { type: 'string' },
        seed: { type: 'string' },
        mutants: { type: 'string' },
        remember: { type: 'boolean', default: false },
      },
    });
    const mutants = values.mutants === undefined ? undefined : values.mutants.split(',').filter((name) => name !== '');
    const schedules = wholeNumber('schedules', values.schedules ?? (mutants === undefined ? '10000' : '1000'), 1);
    const remembers = values.remember;
    if (remembers && mutants === undefined) throw new Error('--remember goes with --mutants');
    return { schedules, seed: wholeNumber('seed', values.seed ?? '1', 0), mutants, remembers };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<number> {
  const { schedules, seed, mutants, remembers } = readArguments(process.argv.slice(2));
  const laboratory = await openLaboratory(root);
  try {
    const common = { laboratory, seed, schedules, parallel: Math.min(availableParallelism(), schedules) };
    return mutants === undefined ? await simulate(common) : await runMutants({ ...common, names: mutants, remembers });
  } finally {
    await laboratory.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `${error instanceof Error ? (isUsage ? error.message : (error.stack ?? error.message)) : error}\n`,
  );
  if (isUsage) process.stderr.write(USAGE);
  process.exitCode = isUsage ? 2 : 1;
}
