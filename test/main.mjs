/**
 * `npm test [-- --only unit,python]`: installs what the tests need, builds, and runs every suite with live output.
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLifetime, Ended } from '../local/cli/lifetime.mjs';
import { createProgress } from '../local/cli/progress.mjs';
import { endGroup, runCommand } from '../local/install/command.mjs';
import { installMissing } from '../local/install/install.mjs';
import { missingPrerequisites, thisMachine } from '../local/install/prerequisites.mjs';
import { pythonEnvironmentExists } from '../local/install/python-packages.mjs';
import { countSuite } from './counts.mjs';
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
 * @param {import('./suites.mjs').Suite} suite
 * @param {AbortSignal} signal
 */
async function runSuite({ name, counting, command, parameters, lacking }, signal) {
  const report = join(reports, `${name}.${counting === 'pytest' ? 'xml' : 'json'}`);
  rmSync(report, { force: true });
  const reporting = {
    'exit-code': [],
    vitest: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    pytest: [`--junitxml=${report}`],
  }[counting];
  const startedAt = performance.now();
  process.stdout.write(`\n── ${name}\n`);
  const exitCode = await runLive(command, [...parameters, ...reporting], signal);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return { name, seconds, lacking, ...countSuite(counting, exitCode, report, lacking !== undefined) };
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {AbortSignal} signal
 * @returns {Promise<number | null>} the exit code
 */
function runLive(command, parameters, signal) {
  return new Promise((fulfil, reject) => {
    signal.throwIfAborted();
    const child = spawn(command, parameters, { cwd: root, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = () => void endGroup(child);
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error) => {
      process.stdout.write(`${command} could not be started: ${error.message}\n`);
      fulfil(null);
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) {
        reject(signal.reason);
      } else {
        fulfil(code);
      }
    });
  });
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
  /** @type {Array<Awaited<ReturnType<typeof runSuite>>>} */
  const results = [];
  for (const suite of suites) {
    results.push(await runSuite(suite, signal));
  }
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
