/**
 * The command line of `npm start`, checked before anything is installed or started.
 * Dependency-free: it runs before `node_modules` exists.
 */
import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { roleOf } from './batch-roles.mjs';

/**
 * @typedef {object} StartArguments
 * @property {string[]} files absolute paths in the order given; empty: generate a file
 * @property {string[]} names what each of them lands as, below the folder of the job type
 * @property {boolean} isBatch all files make one run
 * @property {number} rows rows to generate when no file is given
 * @property {string} jobType name of a declaration in `job-types/`
 * @property {boolean} once stop everything when the runs are closed
 * @property {boolean} json one JSON document on stdout
 * @property {number | null} port the port wished for the dashboard; null: the usual one
 */

/**
 * @typedef {object} Declaration as in `job-types/`
 * @property {string} name
 * @property {import('./batch-roles.mjs').SourceDeclaration[]} sources
 */

/** A mistake in how the command was called: one line for stderr, exit code 2. */
export class UsageError extends Error {}

export const DEFAULT_ROWS = 1_000_000;
const MOST_ROWS = 1_000_000_000;
const ROW_UNITS = { '': 1, k: 1_000, m: 1_000_000, g: 1_000_000_000 };

/** Job types for which `local/generate/` can write a file. */
const GENERATED_JOB_TYPES = ['branch-stats'];

export const HELP = `Countinghouse: exact figures per branch from a CSV of transactions.

npm start                           start everything, load 1,000,000 generated transactions, serve until Ctrl-C
npm start -- FILE… [options]        the same with files of your own (.csv or .csv.gz)
npm start -- accounts.csv transactions.csv --job-type account-balances
                                    a job type of several files: they make one run; headers tell which is which

  --rows N          how many transactions to generate when no FILE is given (100k, 5m, 1g); default 1m
  --job-type T      the kind of the files, a name from job-types/; default branch-stats
  --once            stop everything when the runs are closed
  --json            one JSON document on stdout; progress goes to stderr
  --port P          the dashboard's port; the next free one when it is taken
  --help            this text

Exit code: 0 all runs are SUCCEEDED or DUPLICATE, 1 otherwise, 2 wrong usage or a missing prerequisite
(nothing was installed or started then).`;

const SUFFIX = /\.csv(\.gz)?$/;

const VALUE_FLAGS = ['--rows', '--job-type', '--port'];
const SWITCHES = ['--once', '--json', '--help'];

/**
 * @param {readonly string[]} argv the arguments after `npm start --`
 * @param {string} projectRoot the folder with `job-types/`
 * @returns {StartArguments | 'help'}
 * @throws {UsageError} with one clear line
 */
export function parseArguments(argv, projectRoot) {
  const { files, flags } = splitArguments(argv);
  if (flags.has('--help')) {
    return 'help';
  }
  const rows = flags.get('--rows');
  if (rows !== undefined && files.length > 0) {
    throw new UsageError('--rows says how many transactions to generate; it does not go together with a FILE');
  }
  const port = flags.get('--port');
  const jobType = knownJobType(flags.get('--job-type') ?? 'branch-stats', projectRoot, files.length === 0);
  return {
    rows: rows === undefined ? DEFAULT_ROWS : parseRows(rows),
    jobType: jobType.name,
    ...landedAs(checkFiles(files), files, jobType),
    port: port === undefined ? null : parsePort(port),
    once: flags.has('--once'),
    json: flags.has('--json'),
  };
}

/** @param {readonly string[]} argv */
function splitArguments(argv) {
  /** @type {string[]} */
  const files = [];
  /** @type {Map<string, string>} */
  const flags = new Map();
  for (let index = 0; index < argv.length; index += 1) {
    const argument = /** @type {string} */ (argv[index]);
    if (argument === '--') {
      files.push(...argv.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-')) {
      files.push(argument);
      continue;
    }
    const [flag, inline] = splitFlag(argument);
    if (flags.has(flag)) {
      throw new UsageError(`${flag} is given twice`);
    }
    if (SWITCHES.includes(flag)) {
      if (inline !== undefined) {
        throw new UsageError(`${flag} takes no value`);
      }
      flags.set(flag, '');
      continue;
    }
    if (!VALUE_FLAGS.includes(flag)) {
      throw new UsageError(`there is no option ${argument}; npm start -- --help lists the options`);
    }
    if (inline === undefined) {
      index += 1;
    }
    const value = inline ?? argv[index];
    if (value === undefined || value === '') {
      throw new UsageError(`${flag} needs a value`);
    }
    flags.set(flag, value);
  }
  return { files, flags };
}

/**
 * @param {string} argument
 * @returns {[string, string | undefined]}
 */
function splitFlag(argument) {
  if (argument === '-h') {
    return ['--help', undefined];
  }
  const equals = argument.indexOf('=');
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

/** @param {string} text a whole number with an optional k, m or g */
export function parseRows(text) {
  const match = /^([0-9]{1,10})([kmg]?)$/i.exec(text);
  const unit = /** @type {keyof typeof ROW_UNITS} */ ((match?.[2] ?? '').toLowerCase());
  const rows = match === null ? 0 : Number(match[1]) * ROW_UNITS[unit];
  if (rows < 1 || rows > MOST_ROWS) {
    throw new UsageError(`--rows takes a whole number from 1 to 1g, such as 500, 100k or 100m; it was given "${text}"`);
  }
  return rows;
}

/** @param {string} text */
function parsePort(text) {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new UsageError(`--port takes a number from 1 to 65535; it was given "${text}"`);
  }
  return port;
}

/**
 * @param {string} name
 * @param {string} projectRoot
 * @param {boolean} generate
 * @returns {Declaration}
 */
function knownJobType(name, projectRoot, generate) {
  const known = declarations(projectRoot);
  const jobType = known.find((declared) => declared.name === name);
  if (jobType === undefined) {
    throw new UsageError(`there is no job type "${name}"; known: ${known.map((declared) => declared.name).join(', ')}`);
  }
  if (generate && !GENERATED_JOB_TYPES.includes(name)) {
    throw new UsageError(`transactions of the job type "${name}" cannot be generated; name a FILE`);
  }
  return jobType;
}

/**
 * A declaration's name must be its file's name, which tells it from other JSON beside it, such as the schema.
 * @param {string} projectRoot
 * @returns {Declaration[]}
 */
function declarations(projectRoot) {
  const directory = join(projectRoot, 'job-types');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, declared: JSON.parse(readFileSync(join(directory, file), 'utf8')) }))
    .filter(({ file, declared }) => declared.name === basename(file, '.json'))
    .map(({ declared }) => declared);
}

/**
 * A file lands under its own name. When a run has several, they land in one folder, each named after its role; the folder
 * is named after the files, so that the same names replace the batch as one name replaces a file.
 * @param {string[]} files
 * @param {readonly string[]} shown the paths as they were given
 * @param {Declaration} jobType
 * @returns {{ files: string[], names: string[], isBatch: boolean }}
 */
function landedAs(files, shown, { name, sources }) {
  if (sources.length === 1) {
    return { files, names: files.map((file) => basename(file)), isBatch: false };
  }
  const needed = sources.map(({ role, columns }) => `${role} (${columns.map((column) => column.name).join(',')})`);
  /** @type {Map<string, string>} */
  const roles = new Map();
  for (const [index, file] of files.entries()) {
    const role = roleOf(file, sources);
    if (role === undefined) {
      throw new UsageError(
        `"${shown[index]}" is none of the files of ${name} by its header; they are ${needed.join(', ')}`,
      );
    }
    if (roles.has(role)) {
      throw new UsageError(`two of the files are ${role}; ${name} takes one of each: ${needed.join(', ')}`);
    }
    roles.set(role, file);
  }
  const missing = sources.find(({ role }) => !roles.has(role));
  if (missing !== undefined) {
    throw new UsageError(`${name} takes ${needed.join(', ')}; there is no ${missing.role}`);
  }
  const batch = files.map((file) => basename(file).replace(SUFFIX, '')).join('+');
  const names = [...roles].map(([role, file]) => `${batch}/${role}${SUFFIX.exec(basename(file))?.[0] ?? '.csv'}`);
  return { files, names, isBatch: true };
}

/** npm runs scripts in the project's folder and tells where it was called in `INIT_CWD`. */
function callersFolder() {
  const called = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined;
  return called ?? process.cwd();
}

/** @param {readonly string[]} files */
function checkFiles(files) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  return files.map((file) => {
    const path = resolve(callersFolder(), file);
    checkReadable(file, path);
    const name = basename(path);
    const other = seen.get(name);
    if (other !== undefined) {
      throw new UsageError(`"${other}" and "${file}" have the same name; both would land as ${name}`);
    }
    seen.set(name, file);
    return path;
  });
}

/**
 * @param {string} shown the path as it was given
 * @param {string} path
 */
function checkReadable(shown, path) {
  try {
    const status = statSync(path);
    if (shown === '') {
      throw new UsageError('there is no file ""');
    }
    if (status.isDirectory()) {
      throw new UsageError(`"${shown}" is a folder; name the files in it`);
    }
    if (!status.isFile()) {
      throw new UsageError(`"${shown}" is not a regular file`);
    }
    closeSync(openSync(path, 'r'));
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(whyUnreadable(shown, error));
  }
}

/**
 * @param {string} shown
 * @param {unknown} error what the file system said
 */
function whyUnreadable(shown, error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no file "${shown}"`;
    case 'EACCES':
    case 'EPERM':
      return `"${shown}" cannot be read: permission denied`;
    default:
      return `"${shown}" cannot be read: ${message}`;
  }
}
