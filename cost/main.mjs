/** `npm run cost -- --stage S [--rows-per-day N] [--files-per-day N] [--json]`: the monthly bill, from the template. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../local/cli/arguments.mjs';
import { createLifetime, Ended } from '../local/cli/lifetime.mjs';
import { createProgress } from '../local/cli/progress.mjs';
import { written } from '../local/cli/written.mjs';
import { installNodePackages, nodePackagesInstalled } from '../local/install/node-packages.mjs';

const EXIT_USAGE = 2;
/** Mistakes of who calls it: told in one line, without a stack. */
const USAGE_ERRORS = new Set(['StageError', 'NoPricesError']);
// As `npm start`: what later versions will require is no news here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const progress = createProgress(process.stderr);
const { signal, end } = createLifetime(progress.say);
try {
  if (!nodePackagesInstalled(root)) {
    await installNodePackages(root, signal, progress.say);
  }
  const { register } = await import('tsx/esm/api');
  register();
  /** @type {typeof import('./main.ts')} */
  const { main } = await import(new URL('main.ts', import.meta.url).href);
  process.exitCode = await main(root, process.argv.slice(2), signal);
} catch (error) {
  const failure = signal.aborted ? signal.reason : error;
  const isUsage = failure instanceof UsageError || USAGE_ERRORS.has(failure?.constructor?.name);
  process.stderr.write(`cost: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = failure instanceof Ended ? failure.exitCode : isUsage ? EXIT_USAGE : 1;
} finally {
  await end();
  progress.close();
}
await written(process.stdout);
process.exit();
