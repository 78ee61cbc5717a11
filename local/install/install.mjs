/** Installs what is missing: npm packages, Python packages and jars, side by side. Does and says nothing otherwise. */
import { join } from 'node:path';
import { together } from '../cli/together.mjs';
import { installJars, missingJars } from './jars.mjs';
import { findPython311, installLocalstack, localstackInstalled } from './localstack.mjs';
import { withLock } from './lock.mjs';
import { installNodePackages, nodePackagesInstalled } from './node-packages.mjs';
import { installPythonPackages, pythonPackagesInstalled } from './python-packages.mjs';

/**
 * @typedef {object} InstallOptions
 * @property {AbortSignal} signal
 * @property {import('../cli/progress.mjs').Progress} progress
 * @property {boolean} [withTestTools] also what `npm test` needs
 * @property {boolean} [withLocalstack] also LocalStack, where its Python is and no other one is named
 */

/** @typedef {{ withTestTools: boolean, withLocalstack: boolean }} Wanted */

/**
 * @param {string} root the project's folder
 * @param {InstallOptions} options
 */
export async function installMissing(root, { signal, progress, withTestTools = false, withLocalstack = false }) {
  const wanted = { withTestTools, withLocalstack };
  if (missingParts(root, wanted).length === 0) {
    return;
  }
  const lock = join(root, '.countinghouse', 'install.lock');
  const onWait = (/** @type {number} */ owner) => progress.say(`Waiting: process ${owner} is installing`);
  await withLock(lock, signal, () => installAll(root, signal, progress, wanted), onWait);
}

/**
 * @param {string} root
 * @param {AbortSignal} outer
 * @param {import('../cli/progress.mjs').Progress} progress
 * @param {Wanted} wanted
 */
async function installAll(root, outer, progress, wanted) {
  const works = missingParts(root, wanted).map(
    ({ name, install }) =>
      (/** @type {AbortSignal} */ signal) =>
        progress.phase(`Installing ${name}`, (step) => install(signal, step)),
  );
  await together(outer, works);
}

/**
 * @param {string} root
 * @param {Wanted} wanted
 */
function missingParts(root, { withTestTools, withLocalstack }) {
  /** @type {Array<{ name: string, install: (signal: AbortSignal, step: (text: string) => void) => Promise<void> }>} */
  const parts = [];
  if (!nodePackagesInstalled(root)) {
    parts.push({ name: 'npm packages', install: (signal, step) => installNodePackages(root, signal, step) });
  }
  /** @type {import('./python-packages.mjs').PackageList[]} */
  const lists = ['requirements', ...(withTestTools ? /** @type {const} */ (['requirements-test']) : [])];
  const missingLists = lists.filter((list) => !pythonPackagesInstalled(root, list));
  if (missingLists.length > 0) {
    parts.push({
      name: 'Python packages',
      install: async (signal, step) => {
        for (const list of missingLists) {
          await installPythonPackages(root, list, signal, step);
        }
      },
    });
  }
  if (missingJars(root).length > 0) {
    parts.push({ name: 'Java libraries', install: (signal, step) => installJars(root, signal, step) });
  }
  const isLocalstackElsewhere = (process.env['LOCALSTACK_ENDPOINT'] ?? '') !== '';
  if (withLocalstack && !isLocalstackElsewhere && !localstackInstalled(root) && findPython311() !== null) {
    parts.push({ name: 'LocalStack', install: (signal, step) => installLocalstack(root, signal, step) });
  }
  return parts;
}
