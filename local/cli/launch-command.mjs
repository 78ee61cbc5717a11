/** Starts a command of its own beside `npm start`: installs its packages, loads its TypeScript, and tells its end in words. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNodePackages, nodePackagesInstalled } from '../install/node-packages.mjs';
import { UsageError } from './arguments.mjs';
import { createLifetime, Ended } from './lifetime.mjs';
import { createProgress } from './progress.mjs';
import { written } from './written.mjs';

const EXIT_USAGE = 2;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @typedef {object} Command
 * @property {string} name stands before its errors
 * @property {readonly string[]} usageErrors classes of errors that are mistakes of who calls it, besides `UsageError`
 * @property {number} failure the exit code of any other error
 * @property {() => Promise<(root: string, argv: readonly string[], signal: AbortSignal) => Promise<number>>} load called
 *   when TypeScript can be loaded; what it gives returns the exit code
 */

/**
 * Runs the command with this process's arguments and ends the process.
 * @param {Command} command
 */
export async function launchCommand({ name, usageErrors, failure: exitFailure, load }) {
  // As `npm start`: what later versions will require is no news here.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const progress = createProgress(process.stderr);
  const { signal, end } = createLifetime(progress.say);
  try {
    if (!nodePackagesInstalled(root)) {
      await installNodePackages(root, signal, progress.say);
    }
    const { register } = await import('tsx/esm/api');
    register();
    const main = await load();
    process.exitCode = await main(root, process.argv.slice(2), signal);
  } catch (error) {
    const failure = signal.aborted ? signal.reason : error;
    const isUsage = failure instanceof UsageError || usageErrors.includes(failure?.constructor?.name);
    process.stderr.write(`${name}: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exitCode = failure instanceof Ended ? failure.exitCode : isUsage ? EXIT_USAGE : exitFailure;
  } finally {
    await end();
    progress.close();
  }
  await written(process.stdout);
  process.exit();
}
