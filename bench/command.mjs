/**
 * Measures the command as a user runs it.
 *
 * start  one file of 1,000,000 rows, `--once`: seconds in all, and from the upload to SUCCEEDED
 * files  100 small files at once: seconds from the first landing to the last SUCCEEDED
 * large  one file of 100,000,000 rows (3.4 GB): seconds, and the worker's peak memory
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateFile } from '../local/generate/generate.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SMALL_FILES = 100;

/**
 * @typedef {object} Scenario
 * @property {string} rows how many rows a file has
 * @property {number} files
 */

/** @type {Record<string, Scenario>} */
export const commandScenarios = {
  start: { rows: '1m', files: 1 },
  files: { rows: '1k', files: SMALL_FILES },
  large: { rows: '100m', files: 1 },
};

/**
 * @param {string} folder
 * @param {number} rows
 * @param {number} files
 */
async function generateFiles(folder, rows, files) {
  const paths = [];
  for (let seed = 1; seed <= files; seed += 1) {
    const path = join(folder, `transactions-${seed}.csv`);
    await generateFile({ path, rows, seed });
    paths.push(path);
  }
  return paths;
}

/**
 * @param {readonly string[]} paths
 * @returns {Promise<{ code: number | null, stdout: string, seconds: number }>}
 */
function runCommand(paths) {
  const startedAt = performance.now();
  const parameters = ['local/start.mjs', ...paths, '--once', '--json'];
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  return new Promise((fulfil) => {
    child.on('close', (code) => fulfil({ code, stdout, seconds: (performance.now() - startedAt) / 1000 }));
  });
}

/**
 * @param {string} name
 * @param {number} rows
 */
export async function measureCommand(name, rows) {
  const { files } = /** @type {Scenario} */ (commandScenarios[name]);
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-bench-'));
  try {
    const paths = await generateFiles(folder, rows, files);
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    const { code, stdout, seconds } = await runCommand(paths);
    const { runs } = JSON.parse(stdout);
    const wrong = runs.filter((/** @type {{ state: string }} */ run) => run.state !== 'SUCCEEDED');
    if (code !== 0 || runs.length !== files || wrong.length > 0) {
      throw new Error(`${wrong.length} of ${files} runs did not succeed (exit code ${code})`);
    }
    return {
      scenario: name,
      files,
      rowsPerFile: rows,
      bytes,
      seconds: rounded(seconds),
      ...timesOf(runs),
      ...machine(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {object} MeasuredRun
 * @property {Array<{ landedAt: string }>} sources
 * @property {string} startedAt
 * @property {string} endedAt
 * @property {number | null} peakMemoryBytes
 *
 * @param {readonly MeasuredRun[]} runs
 */
function timesOf(runs) {
  const landed = Math.min(...runs.map((run) => Date.parse(run.sources[0]?.landedAt ?? '')));
  const claimed = Math.min(...runs.map((run) => Date.parse(run.startedAt)));
  const closed = Math.max(...runs.map((run) => Date.parse(run.endedAt)));
  return {
    secondsLandedToClaimed: rounded((claimed - landed) / 1000),
    secondsClaimedToSucceeded: rounded((closed - claimed) / 1000),
    secondsLandedToSucceeded: rounded((closed - landed) / 1000),
    peakMemoryBytes: Math.max(...runs.map((run) => run.peakMemoryBytes ?? 0)) || null,
  };
}

export function machine() {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    node: process.versions.node,
    at: new Date().toISOString(),
  };
}

/** @param {number} seconds */
const rounded = (seconds) => Math.round(seconds * 100) / 100;
