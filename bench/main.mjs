/**
 * `npm run bench -- start|files|large [--rows N] [--json FILE]`: the command as a user runs it (command.mjs)
 * `npm run bench -- engine [--rows N] [--rounds N] [--variant V | --curve] [--engines A,B] [--json FILE]`: our way of
 * reading beside others (engine/)
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
    const names = [...Object.keys(commandScenarios), 'engine'].join('|');
    throw new UsageError(`Which benchmark? npm run bench -- ${names} [--rows N] [--json FILE]`);
  }
  const result = `${JSON.stringify(await measureCommand(name, parseRows(values.rows ?? scenario.rows)), null, 2)}\n`;
  process.stdout.write(result);
  if (values.json !== undefined) {
    writeFileSync(values.json, result);
  }
  return 0;
}

/** @param {readonly string[]} argv */
async function benchEngine(argv) {
  const progress = createProgress(process.stderr);
  const { signal, end } = createLifetime(progress.say);
  try {
    await installMissing(root, { signal, progress });
    const { register } = await import('tsx/esm/api');
    register();
    // Types are found only by TypeScript's own paths, modules only while tsx is registered.
    /** @type {typeof import('./engine/arguments.ts')} */
    const { parseBenchArguments } = await import(new URL('engine/arguments.ts', import.meta.url).href);
    const parsed = parseBenchArguments(argv);
    /** @type {typeof import('../local/build/build.ts')} */
    const { build } = await import(new URL('../local/build/build.ts', import.meta.url).href);
    await build({ root, signal, progress });
    /** @type {typeof import('../local/build/class-archive.ts')} */
    const { makeClassArchive } = await import(new URL('../local/build/class-archive.ts', import.meta.url).href);
    await makeClassArchive({ root, signal, progress });
    /** @type {typeof import('./engine/index.ts')} */
    const { benchEngines } = await import(new URL('engine/index.ts', import.meta.url).href);
    return (await benchEngines(parsed, { root, signal, progress })) ? 0 : 1;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await end();
    progress.close();
  }
}

try {
  const [name, ...rest] = process.argv.slice(2);
  process.exitCode = name === 'engine' ? await benchEngine(rest) : await benchCommand(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.exitCode = error instanceof Ended ? error.exitCode : isUsage ? EXIT_USAGE : 1;
}
process.exit();
