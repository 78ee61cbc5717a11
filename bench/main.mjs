/**
 * `npm run bench -- start|files|large [--rows N] [--json FILE]`: the command as a user runs it (command.mjs)
 * `npm run bench -- warm [--rows N] [--files N] [--json FILE]`: file after file to a warm worker (warm.ts)
 * `npm run bench -- api [--files N] [--branches N] [--rate N] [--seconds N] [--json FILE]`: lists under a load (api/)
 * `npm run bench -- dashboard [--files N] [--branches N] [--visits N] [--json FILE]`: how it feels in Chromium (dashboard/)
 * `npm run bench -- intake [--bursts 1,100,1000] [--rows N] [--idle SECONDS] [--seed N] [--json FILE]`: many files at once
 * (intake/)
 * `npm run bench -- engine [--rows N] [--rounds N] [--variant V | --curve] [--engines A,B] [--json FILE]`: our way of
 * reading beside others (engine/)
 * `npm run bench -- balances [--accounts N] [--transfers N] [--countries N] [--order O] [--rounds N] [--engines A,B]
 * [--json FILE]`: our way of replaying beside others (balances/)
 */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../local/cli/arguments.mjs';
import { createLifetime, Ended } from '../local/cli/lifetime.mjs';
import { createProgress } from '../local/cli/progress.mjs';
import { installMissing } from '../local/install/install.mjs';
import { commandScenarios, measureCommand } from './command.mjs';

const EXIT_USAGE = 2;
// As `npm start`: what later versions will require is no news here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {readonly string[]} argv */
async function benchCommand(argv) {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { rows: { type: 'string' }, json: { type: 'string' } },
  });
  const [name = ''] = positionals;
  const scenario = Object.hasOwn(commandScenarios, name) ? commandScenarios[name] : undefined;
  if (scenario === undefined || positionals.length > 1) {
    const names = [
      ...Object.keys(commandScenarios),
      ...Object.keys(measurements),
      ...Object.keys(engineBenchmarks),
    ].join('|');
    throw new UsageError(`Which benchmark? npm run bench -- ${names} [--rows N] [--json FILE]`);
  }
  const result = `${JSON.stringify(await measureCommand(name, parseRows(values.rows ?? scenario.rows)), null, 2)}\n`;
  process.stdout.write(result);
  if (values.json !== undefined) {
    writeFileSync(values.json, result);
  }
  return 0;
}

/**
 * @typedef {object} Measurement in the cloud of a start
 * @property {string | undefined} json where the result goes besides standard output
 * @property {(surroundings: {
 *   root: string,
 *   lifetime: import('../local/cli/lifetime.mjs').Lifetime,
 *   progress: import('../local/cli/progress.mjs').Progress,
 * }) => Promise<unknown>} measure
 */

/**
 * Modules are found only while tsx is registered, types only by TypeScript's own paths.
 * @type {Record<string, (argv: readonly string[]) => Promise<Measurement>>}
 */
const measurements = {
  warm: async (argv) => {
    /** @type {typeof import('./warm.ts')} */
    const { measureWarm, parseWarmArguments } = await import(new URL('warm.ts', import.meta.url).href);
    const { json, ...parsed } = parseWarmArguments(argv);
    return { json, measure: (surroundings) => measureWarm(parsed, surroundings) };
  },
  api: async (argv) => {
    /** @type {typeof import('./api/arguments.ts')} */
    const { parseApiArguments } = await import(new URL('api/arguments.ts', import.meta.url).href);
    const { json, ...parsed } = parseApiArguments(argv);
    /** @type {typeof import('./api/index.ts')} */
    const { measureApi } = await import(new URL('api/index.ts', import.meta.url).href);
    return { json, measure: (surroundings) => measureApi(parsed, surroundings) };
  },
  intake: async (argv) => {
    /** @type {typeof import('./intake/arguments.ts')} */
    const { parseIntakeArguments } = await import(new URL('intake/arguments.ts', import.meta.url).href);
    const { json, ...parsed } = parseIntakeArguments(argv);
    /** @type {typeof import('./intake/index.ts')} */
    const { isExact, measureIntake } = await import(new URL('intake/index.ts', import.meta.url).href);
    const measure = async (/** @type {import('./stored/cloud-with-runs.ts').Surroundings} */ surroundings) => {
      const result = await measureIntake(parsed, surroundings);
      process.exitCode = isExact(result) ? 0 : 1;
      return result;
    };
    return { json, measure };
  },
  dashboard: async (argv) => {
    /** @type {typeof import('./dashboard/arguments.ts')} */
    const { parseDashboardArguments } = await import(new URL('dashboard/arguments.ts', import.meta.url).href);
    const { json, ...parsed } = parseDashboardArguments(argv);
    /** @type {typeof import('./dashboard/index.ts')} */
    const { measureDashboard } = await import(new URL('dashboard/index.ts', import.meta.url).href);
    return { json, measure: (surroundings) => measureDashboard(parsed, surroundings) };
  },
};

/**
 * @param {readonly string[]} argv
 * @param {(argv: readonly string[]) => Promise<Measurement>} load
 */
async function benchInCloud(argv, load) {
  const progress = createProgress(process.stderr);
  const lifetime = createLifetime(progress.say);
  const { signal } = lifetime;
  try {
    await installMissing(root, { signal, progress });
    const { register } = await import('tsx/esm/api');
    register();
    const { json, measure } = await load(argv);
    const result = `${JSON.stringify(await measure({ root, lifetime, progress }), null, 2)}\n`;
    process.stdout.write(result);
    if (json !== undefined) {
      writeFileSync(json, result);
    }
    return process.exitCode ?? 0;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await lifetime.end();
    progress.close();
  }
}

/**
 * Measures programs that read local files, each whole; what they need is built before.
 * @type {Record<string, (argv: readonly string[]) => Promise<(context: import('./engine/index.ts').BenchContext) => Promise<boolean>>>}
 */
const engineBenchmarks = {
  engine: async (argv) => {
    /** @type {typeof import('./engine/arguments.ts')} */
    const { parseBenchArguments } = await import(new URL('engine/arguments.ts', import.meta.url).href);
    const parsed = parseBenchArguments(argv);
    /** @type {typeof import('./engine/index.ts')} */
    const { benchEngines } = await import(new URL('engine/index.ts', import.meta.url).href);
    return (context) => benchEngines(parsed, context);
  },
  balances: async (argv) => {
    /** @type {typeof import('./balances/arguments.ts')} */
    const { parseBalancesArguments } = await import(new URL('balances/arguments.ts', import.meta.url).href);
    const parsed = parseBalancesArguments(argv);
    /** @type {typeof import('./balances/index.ts')} */
    const { benchBalances } = await import(new URL('balances/index.ts', import.meta.url).href);
    return (context) => benchBalances(parsed, context);
  },
};

/**
 * @param {readonly string[]} argv
 * @param {(argv: readonly string[]) => Promise<(context: import('./engine/index.ts').BenchContext) => Promise<boolean>>} load
 */
async function benchPrograms(argv, load) {
  const progress = createProgress(process.stderr);
  const { signal, end } = createLifetime(progress.say);
  try {
    await installMissing(root, { signal, progress });
    const { register } = await import('tsx/esm/api');
    register();
    // Types are found only by TypeScript's own paths, modules only while tsx is registered.
    const bench = await load(argv);
    /** @type {typeof import('../local/build/build.ts')} */
    const { build } = await import(new URL('../local/build/build.ts', import.meta.url).href);
    await build({ root, signal, progress });
    /** @type {typeof import('../local/build/class-archive.ts')} */
    const { makeClassArchive } = await import(new URL('../local/build/class-archive.ts', import.meta.url).href);
    await makeClassArchive({ root, signal, progress });
    return (await bench({ root, signal, progress })) ? 0 : 1;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await end();
    progress.close();
  }
}

try {
  const [name, ...rest] = process.argv.slice(2);
  const inCloud = Object.hasOwn(measurements, name ?? '') ? measurements[name ?? ''] : undefined;
  if (inCloud !== undefined) {
    process.exitCode = await benchInCloud(rest, inCloud);
  } else {
    const ofEngines = Object.hasOwn(engineBenchmarks, name ?? '') ? engineBenchmarks[name ?? ''] : undefined;
    process.exitCode =
      ofEngines === undefined ? await benchCommand(process.argv.slice(2)) : await benchPrograms(rest, ofEngines);
  }
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.exitCode = error instanceof Ended ? error.exitCode : isUsage ? EXIT_USAGE : 1;
}
process.exit();
