/** What `npm test` runs: in this order, but those that wait beside those that work. */
import { findPython311 } from '../local/install/localstack.mjs';
import { pythonPath } from '../local/install/python-packages.mjs';

/**
 * @typedef {'exit-code' | 'vitest' | 'pytest'} Counting how a suite's tests are counted: the exit code counts as one
 *
 * @typedef {object} Suite
 * @property {string} name what `--only` takes
 * @property {Counting} counting
 * @property {string} command
 * @property {readonly string[]} parameters
 * @property {boolean} [waits] it mostly waits for the clouds that it starts, so it runs beside the suites that mostly work
 * @property {string} [lacking] what this machine lacks for it: its tests are then skipped and counted as such. In CI
 *   nothing may be lacking but what a registry does not do
 */

/**
 * @param {string} root
 * @returns {Suite[]}
 */
export function allSuites(root) {
  const python = pythonPath(root);
  return [
    { name: 'types', counting: 'exit-code', command: 'npx', parameters: ['tsc', '--noEmit'] },
    {
      name: 'types-dashboard',
      counting: 'exit-code',
      command: 'npx',
      parameters: ['tsc', '--noEmit', '-p', 'dashboard'],
    },
    { name: 'biome', counting: 'exit-code', command: 'npx', parameters: ['biome', 'check', '--error-on-warnings'] },
    { name: 'ruff', counting: 'exit-code', command: python, parameters: ['-m', 'ruff', 'check'] },
    {
      name: 'ruff-format',
      counting: 'exit-code',
      command: python,
      parameters: ['-m', 'ruff', 'format', '--check'],
    },
    { name: 'mypy', counting: 'exit-code', command: python, parameters: ['-m', 'mypy'] },
    { name: 'unit', counting: 'vitest', command: 'npx', parameters: ['vitest', 'run', '--project', 'unit'] },
    { name: 'database', counting: 'vitest', command: 'npx', parameters: ['vitest', 'run', '--project', 'database'] },
    {
      name: 'audit',
      counting: 'vitest',
      command: 'npx',
      parameters: ['vitest', 'run', '--project', 'audit'],
      // Its tests skip themselves where a registry makes no reports, which no machine can help; else they must pass.
      lacking: 'the registry answers no question about advisories',
    },
    { name: 'templates', counting: 'vitest', command: 'npx', parameters: ['vitest', 'run', '--project', 'templates'] },
    { name: 'python', counting: 'pytest', command: python, parameters: ['-m', 'pytest', 'test/glue-scripts'] },
    { name: 'strict-csv', counting: 'pytest', command: python, parameters: ['-m', 'pytest', 'test/strict-csv'] },
    {
      name: 'simulation',
      counting: 'exit-code',
      command: 'npm',
      parameters: ['run', '--silent', 'simulate', '--', '--schedules', '200'],
    },
    { name: 'contract', counting: 'vitest', command: 'npx', parameters: ['vitest', 'run', '--project', 'contract'] },
    {
      name: 'localstack',
      counting: 'vitest',
      command: 'npx',
      parameters: ['vitest', 'run', '--project', 'localstack'],
      waits: true,
      ...(mayLackLocalstack() ? { lacking: 'no Python 3.11' } : {}),
    },
    {
      name: 'e2e',
      counting: 'vitest',
      command: 'npx',
      parameters: ['vitest', 'run', '--project', 'e2e'],
      waits: true,
    },
    // In the lane of `e2e`, whose recordings it reads.
    {
      name: 'policies',
      counting: 'vitest',
      command: 'npx',
      parameters: ['vitest', 'run', '--project', 'policies'],
      waits: true,
    },
    {
      name: 'chaos',
      counting: 'vitest',
      command: 'npx',
      parameters: ['vitest', 'run', '--project', 'chaos'],
      waits: true,
    },
  ];
}

const isSet = (/** @type {string} */ variable) => (process.env[variable] ?? '') !== '';

/** LocalStack runs on Python 3.11 only, which is not everywhere; a container may stand in for it. */
const mayLackLocalstack = () => !isSet('CI') && !isSet('LOCALSTACK_ENDPOINT') && findPython311() === null;
