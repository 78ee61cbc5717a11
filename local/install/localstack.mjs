/**
 * LocalStack's open core, in a Python environment of its own: it runs on Python 3.11 only, and its packages would not go
 * together with ours. It serves the tests, and only where that Python is.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/** @param {string} root */
const environmentPath = (root) => join(root, '.countinghouse', 'localstack');

/** @param {string} root */
const notePath = (root) => join(environmentPath(root), 'installed.sha256');

/** @param {string} root */
const listPath = (root) => join(root, 'local', 'install', 'requirements-localstack.txt');

/** @param {string} root */
const wantedNote = (root) =>
  createHash('sha256')
    .update(readFileSync(listPath(root)))
    .digest('hex');

/**
 * @param {string} root
 * @returns {string} the interpreter that runs LocalStack, whether it is there yet or not
 */
export const localstackPython = (root) => join(environmentPath(root), 'bin', 'python');

/** @returns {string | null} the path of a Python 3.11 that can make a virtual environment */
export function findPython311() {
  for (const name of ['python3.11', 'python3']) {
    try {
      // A name may belong to a shim that knows of no such Python, so it has to say so itself.
      const code = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2], sys.executable)';
      const said = execFileSync(name, ['-c', code], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 20_000,
      });
      const [version, ...path] = said.trim().split(' ');
      if (version === '3.11') {
        return path.join(' ');
      }
    } catch {
      // The next name may do.
    }
  }
  return null;
}

/** @param {string} root */
export const localstackInstalled = (root) =>
  existsSync(notePath(root)) && readFileSync(notePath(root), 'utf8') === wantedNote(root);

/**
 * @param {string} root
 * @param {AbortSignal} signal
 * @param {(line: string) => void} log
 */
export async function installLocalstack(root, signal, log) {
  const python = findPython311();
  if (python === null) {
    throw new Error('LocalStack needs Python 3.11 with its venv module');
  }
  await runCommand(python, ['-m', 'venv', '--clear', environmentPath(root)], { cwd: root, signal, onLine: log });
  const parameters = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--require-hashes'];
  const options = { cwd: root, signal, onLine: log };
  await runCommand(localstackPython(root), [...parameters, '-r', listPath(root)], options);
  writeFileSync(notePath(root), wantedNote(root));
}
