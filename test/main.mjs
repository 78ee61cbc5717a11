/**
 * `npm test [-- --only unit,python]`: installs what the tests need, builds, and runs every suite with live output.
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLifetime, Ended } from '../local/cli/lifetime.mjs';
import { createProgress } from '../local/cli/progress.mjs';
import { together } from '../local/cli/together.mjs';
import { runCommand } from '../local/install/command.mjs';
import { installMissing } from '../local/install/install.mjs';
import { missingPrerequisites, thisMachine } from '../local/install/prerequisites.mjs';
import { pythonEnvironmentExists } from '../local/install/python-packages.mjs';
import { runSuite } from './run-suite.mjs';
import { allSuites } from './suites.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = join(root, '.countinghouse', 'test-reports');

/** @param {readonly string[]} argv */
function chosenSuites(argv) {
  const suites = allSuites(root);
  const names = suites.map(({ name }) => name);
  const only = (argv[0] === '--only' ? argv[1] : argv[0]?.replace(/^--only=/, ''))?.split(',') ?? names;
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`there is no suite "${unknown[0]}"; --only takes a list of ${names.join(', ')}\n`);
    process.exit(2);
  }
  return suites.filter(({ name }) => only.includes(name));
}

/**
 * @param {readonly import('./suites.mjs').Suite[]} suites
 * @param {import('./run-suite.mjs').Running} running
 */
async function inTurn(suites, running) {
  /** @type {import('./run-suite.mjs').Result[]} */
  const results = [];
  for (const suite of suites) {
    results.push(await runSuite(suite, running));
  }
  return results;
}

async function main() {
  const suites = chosenSuites(process.argv.slice(2));
  const missing = missingPrerequisites(thisMachine, { pythonInstalled: pythonEnvironmentExists(root) });
  if (missing.length > 0) {
    process.stderr.write(`${missing.map((line) => `missing: ${line}`).join('\n')}\n`);
    return 2;
  }
  const progress = createProgress(process.stderr);
  const { signal } = createLifetime(progress.say);
  const withLocalstack = suites.some(({ name }) => name === 'localstack');
  await installMissing(root, { signal, progress, withTestTools: true, withLocalstack });
  mkdirSync(reports, { recursive: true });
  await runCommand(process.execPath, ['--import', 'tsx', 'local/build/main.ts', '--class-archive'], {
    cwd: root,
    signal,
    onLine: progress.say,
  });
  const lanes = [suites.filter(({ waits }) => !waits), suites.filter(({ waits }) => waits)].filter(
    ({ length }) => length > 0,
  );
  const isAlone = lanes.length === 1;
  const results = (
    await together(
      signal,
      lanes.map((lane) => (/** @type {AbortSignal} */ its) => inTurn(lane, { root, reports, isAlone, signal: its })),
    )
  ).flat();
  process.stdout.write('\n');
  for (const { name, seconds, passed, failed, skipped, lacking } of results) {
    if (skipped > 0) {
      process.stdout.write(`– ${name}: ${skipped} skipped (${lacking})\n`);
    }
    process.stdout.write(`${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)\n`);
  }
  const total = (/** @type {'passed' | 'failed'} */ what) => results.reduce((sum, result) => sum + result[what], 0);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed\n`);
  return total('failed') === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  // Whatever kept the suites from running is a failure, too.
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = error instanceof Ended ? error.exitCode : 1;
}
process.exit();
