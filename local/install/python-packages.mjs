/** The Python environment in `.countinghouse/venv`, filled from lists of pinned packages with their hashes. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { findPython } from './prerequisites.mjs';

/** @typedef {'requirements' | 'requirements-test'} PackageList */

/** @param {string} root */
const environmentPath = (root) => join(root, '.countinghouse', 'venv');

/**
 * @param {string} root
 * @returns {string} the environment's interpreter, whether it is there yet or not
 */
export const pythonPath = (root) => join(environmentPath(root), 'bin', 'python');

/**
 * @param {string} root
 * @param {PackageList} list
 */
const listPath = (root, list) => join(root, 'local', 'install', `${list}.txt`);

/**
 * @param {string} root
 * @param {PackageList} list
 */
const notePath = (root, list) => join(environmentPath(root), `installed-${list}.sha256`);

/**
 * pip is the last thing that the making of an environment puts there; without it, the making was broken off.
 * @param {string} root
 */
export const pythonEnvironmentExists = (root) =>
  existsSync(pythonPath(root)) && existsSync(join(environmentPath(root), 'bin', 'pip'));

/**
 * @param {string} root
 * @param {PackageList} list
 */
export function pythonPackagesInstalled(root, list) {
  if (!pythonEnvironmentExists(root)) {
    return false;
  }
  const note = notePath(root, list);
  const wanted = hashOf(listPath(root, list));
  if (existsSync(note)) {
    // Filled from this list or an older one. What an older one lacks can't be told from the names of packages alone,
    // since some are named only under a condition.
    return readFileSync(note, 'utf8') === wanted;
  }
  if (!allPresent(root, list)) {
    return false;
  }
  writeFileSync(note, wanted);
  return true;
}

/**
 * @param {string} root
 * @param {PackageList} list
 * @param {AbortSignal} signal
 * @param {(line: string) => void} log
 */
export async function installPythonPackages(root, list, signal, log) {
  if (!pythonEnvironmentExists(root)) {
    const python = findPython();
    if (python === null) {
      throw new Error('Python 3.10 or newer is not there any more');
    }
    await runCommand(python, ['-m', 'venv', '--clear', environmentPath(root)], { cwd: root, signal, onLine: log });
  }
  const parameters = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--require-hashes'];
  await runCommand(pythonPath(root), [...parameters, '-r', listPath(root, list)], { cwd: root, signal, onLine: log });
  writeFileSync(notePath(root, list), hashOf(listPath(root, list)));
}

/** @param {string} file */
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/**
 * Whether every package that the list names for all platforms is in the environment, at its very version: an
 * environment that was filled in another way is taken over as it is.
 * @param {string} root
 * @param {PackageList} list
 */
function allPresent(root, list) {
  const library = join(environmentPath(root), 'lib');
  const folder = readdirSync(library).find((name) => name.startsWith('python3'));
  if (folder === undefined) {
    return false;
  }
  const present = new Set(
    readdirSync(join(library, folder, 'site-packages'))
      .filter((name) => name.endsWith('.dist-info'))
      .map((name) => normal(name.slice(0, -'.dist-info'.length))),
  );
  return unconditionalPins(readFileSync(listPath(root, list), 'utf8')).every((pin) => present.has(pin));
}

/**
 * @param {string} text a list as pip reads it
 * @returns {string[]} `name-version` of each package without a condition on the platform
 */
function unconditionalPins(text) {
  return [...text.matchAll(/^([A-Za-z0-9._-]+)==(\S+) \\$/gm)].map(([, name, version]) => normal(`${name}-${version}`));
}

/** @param {string} name as a package index or a folder spells it */
const normal = (name) => name.toLowerCase().replaceAll('_', '-');
