import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isRunning } from '../install/lock.mjs';

/** The folder of one start: its database, logs and scratch files. Only its owner is named in it. */
export interface StartFolder {
  readonly id: string;
  readonly path: string;
  /** Removes everything. */
  remove(): void;
  /** Removes everything but the logs. */
  keepLogs(): void;
}

const OWNER = 'owner.pid';
/** Logs of so many failed starts are kept; older ones go. */
const KEPT_FAILURES = 5;

export const startsFolder = (root: string): string => join(root, '.countinghouse', 'starts');

/** Makes the folder of a new start and clears away what killed or old failed starts left behind. */
export function makeStartFolder(root: string): StartFolder {
  clearLeftovers(root);
  const time = new Date().toISOString().replace(/[-:]|\..*$/g, '');
  const id = `${time}-${randomBytes(3).toString('hex')}`;
  const path = join(startsFolder(root), id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, OWNER), String(process.pid));
  // The emulator unpacks functions and its CommonJS worker script below this folder; the project's own package.json
  // would have Node take that script for a module.
  writeFileSync(join(path, 'package.json'), '{ "type": "commonjs" }\n');
  return {
    id,
    path,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
    keepLogs: () => {
      removeAllButLogs(path);
    },
  };
}

/** Gives the process ids of the starts that are running now. */
export function runningStarts(root: string): number[] {
  return runningFolders(root).flatMap((folder) => ownerOf(folder) ?? []);
}

/** Gives the folders of the starts that are running now, the oldest first. */
export function runningFolders(root: string): string[] {
  return startNames(root)
    .map((name) => join(startsFolder(root), name))
    .filter((folder) => {
      const owner = ownerOf(folder);
      return owner !== null && isRunning(owner);
    });
}

function startNames(root: string): string[] {
  return existsSync(startsFolder(root)) ? readdirSync(startsFolder(root)).sort() : [];
}

function ownerOf(path: string): number | null {
  const file = join(path, OWNER);
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null;
}

function clearLeftovers(root: string): void {
  const failures: string[] = [];
  for (const name of startNames(root)) {
    const path = join(startsFolder(root), name);
    const owner = ownerOf(path);
    if (owner === null) {
      failures.push(path);
    } else if (!isRunning(owner)) {
      rmSync(path, { recursive: true, force: true });
    }
  }
  for (const path of failures.slice(0, -KEPT_FAILURES)) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** @returns whether something was kept */
function removeAllButLogs(folder: string): boolean {
  // Glue keeps a log for each of its runs there, named by the run.
  const areLogs = basename(folder) === 'logs';
  let kept = false;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      kept = removeAllButLogs(path) || kept;
    } else if (areLogs || name.endsWith('.log')) {
      kept = true;
    } else {
      rmSync(path, { force: true });
    }
  }
  if (!kept) {
    rmdirSync(folder);
  }
  return kept;
}
