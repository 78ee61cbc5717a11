/** What must be on the machine already: Node, Python and a JDK. What is missing is named, with how to get it. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const OLDEST_NODE = [20, 19];
const OLDEST_PYTHON = [3, 10];
const OLDEST_JAVA = 17;

/** Tried in this order; the newest one is taken first, but a plain `python3` of the right age is the usual case. */
const PYTHON_NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14', 'python'];

const HOW_TO_GET = {
  node: 'Debian: https://github.com/nodesource/distributions (setup_22.x) · macOS: brew install node@22',
  python: 'Debian: apt-get install python3 python3-venv · macOS: brew install python@3.13',
  java: 'Debian: apt-get install openjdk-17-jdk-headless · macOS: brew install openjdk@17 (and follow its hint on PATH)',
};

/**
 * @typedef {object} Machine
 * @property {() => string | null} findPython the path of a Python that can make a virtual environment
 * @property {() => number | null} findJava the major version of the JDK
 * @property {string} nodeVersion such as `20.19.0`
 */

/** @type {Machine} */
export const thisMachine = { findPython, findJava, nodeVersion: process.versions.node };

/**
 * @param {Machine} machine
 * @param {{ pythonInstalled: boolean }} state a virtual environment that is there already needs no other Python
 * @returns {string[]} one line for each missing prerequisite
 */
export function missingPrerequisites(machine, { pythonInstalled }) {
  const missing = [];
  if (isOlder(machine.nodeVersion, OLDEST_NODE)) {
    missing.push(`Node.js 20.19 or newer (this is ${machine.nodeVersion}). ${HOW_TO_GET.node}`);
  }
  if (!pythonInstalled && machine.findPython() === null) {
    missing.push(`Python 3.10 or newer with its venv module. ${HOW_TO_GET.python}`);
  }
  const java = machine.findJava();
  if (java === null || java < OLDEST_JAVA) {
    const found = java === null ? 'none with javac was found' : `this is ${java}`;
    missing.push(`A JDK, Java ${OLDEST_JAVA} or newer (${found}). ${HOW_TO_GET.java}`);
  }
  return missing;
}

/**
 * @param {string} version
 * @param {readonly number[]} oldest major and minor
 */
function isOlder(version, [oldestMajor = 0, oldestMinor = 0]) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** @returns {string | null} */
export function findPython() {
  for (const name of PYTHON_NAMES) {
    const version = output(name, [
      '-c',
      'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2], sys.executable)',
    ]);
    const [number, ...path] = version?.trim().split(' ') ?? [];
    if (number !== undefined && !isOlder(number, OLDEST_PYTHON)) {
      return path.join(' ');
    }
  }
  return null;
}

/** @returns {number | null} */
function findJava() {
  const home = process.env['JAVA_HOME'];
  const javac =
    home !== undefined && isExecutable(join(home, 'bin', 'javac')) ? join(home, 'bin', 'javac') : which('javac');
  if (javac === null) {
    return null;
  }
  // Every JDK has this file; reading it is quicker than a JVM's start. macOS' /usr/bin/javac is a stub without it.
  const release = join(dirname(dirname(realpathSync(javac))), 'release');
  const text = existsSync(release)
    ? (/^JAVA_VERSION="([^"]*)"/m.exec(readFileSync(release, 'utf8'))?.[1] ?? '')
    : (/^javac (\S+)/m.exec(output(javac, ['-version']) ?? '')?.[1] ?? '');
  const major = Number.parseInt(text.replace(/^1\./, ''), 10);
  return Number.isNaN(major) ? null : major;
}

/** @param {string} name */
function which(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 */
function output(command, parameters) {
  try {
    return execFileSync(command, parameters, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
  } catch {
    return null;
  }
}
