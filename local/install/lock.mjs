/** One start at a time installs or builds; the other one waits. A lock whose owner is gone is taken over. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL = 200;

/**
 * @template T
 * @param {string} path the lock's file; it holds its owner's process id
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} work
 * @param {(owner: number) => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, signal, work, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (let owner = tryLock(path); owner !== null; owner = tryLock(path)) {
    if (!told) {
      onWait?.(owner);
      told = true;
    }
    await sleep(POLL, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {number | null} the process id of the one that holds it; null: we do
 */
function tryLock(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return null;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') {
      throw error;
    }
  }
  const owner = readOwner(path);
  if (owner !== null && isRunning(owner)) {
    return owner;
  }
  rmSync(path, { force: true });
  return tryLock(path);
}

/** @param {string} path */
function readOwner(path) {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
