/** Runs one suite of tests with live output, and counts its tests. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endGroup } from '../local/install/command.mjs';
import { countSuite } from './counts.mjs';

/**
 * @typedef {object} Running
 * @property {string} root
 * @property {string} reports the folder for the suites' own reports
 * @property {boolean} isAlone no other suite runs beside it; else each of its lines begins with its name
 * @property {AbortSignal} signal
 *
 * @typedef {{ name: string, seconds: string, lacking: string | undefined } & ReturnType<typeof countSuite>} Result
 */

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {Running} running
 * @returns {Promise<Result>}
 */
export async function runSuite({ name, counting, command, parameters, lacking }, { root, reports, isAlone, signal }) {
  const report = join(reports, `${name}.${counting === 'pytest' ? 'xml' : 'json'}`);
  rmSync(report, { force: true });
  const reporting = {
    'exit-code': [],
    vitest: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    pytest: [`--junitxml=${report}`],
  }[counting];
  const startedAt = performance.now();
  process.stdout.write(`\n── ${name}\n`);
  const prefix = isAlone ? '' : `${name} │ `;
  const exitCode = await runLive(command, [...parameters, ...reporting], { cwd: root, prefix, signal });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return { name, seconds, lacking, ...countSuite(counting, exitCode, report, lacking !== undefined) };
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd: string, prefix: string, signal: AbortSignal }} options
 * @returns {Promise<number | null>} the exit code
 */
function runLive(command, parameters, { cwd, prefix, signal }) {
  return new Promise((fulfil, reject) => {
    signal.throwIfAborted();
    const output = prefix === '' ? 'inherit' : 'pipe';
    const child = spawn(command, parameters, { cwd, detached: true, stdio: ['ignore', output, output] });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${prefix}${line}\n`));
      }
    }
    const stop = () => void endGroup(child);
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error) => {
      process.stdout.write(`${command} could not be started: ${error.message}\n`);
      fulfil(null);
    });
    // Whoever outlives the suite must not keep its output, and with it the tests, open.
    child.on('exit', () => setTimeout(() => [child.stdout, child.stderr].map((stream) => stream?.destroy()), 2_000));
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
