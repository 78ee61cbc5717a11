/** `npm ci`, when `node_modules` is not what the lock file says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * npm itself keeps a note of what it installed, written last. Comparing with it also notices a package that was
 * changed by hand, and accepts an `npm ci` that somebody else ran.
 * @param {string} root
 */
export function nodePackagesInstalled(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) {
    return false;
  }
  const installed = packagesOf(note);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    const found = installed[path];
    // Optional packages are those of other platforms.
    return path === '' || (found === undefined ? wanted.optional === true : found.version === wanted.version);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * @param {string} root
 * @param {AbortSignal} signal
 * @param {(line: string) => void} log
 */
export async function installNodePackages(root, signal, log) {
  await runCommand('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, signal, onLine: log });
}
