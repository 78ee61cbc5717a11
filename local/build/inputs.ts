import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that tools fill beside the sources; what is in them is never an input. */
const NEVER_INPUTS = new Set(['node_modules', '__pycache__', 'build', 'dist', '.DS_Store']);

/** Gives all files under the paths (files or folders, relative to the root), sorted; a missing path gives none. */
export function filesUnder(root: string, paths: readonly string[]): string[] {
  return paths.flatMap((path) => walk(root, path)).sort();
}

function walk(root: string, path: string): string[] {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) {
    return [];
  }
  if (!status.isDirectory()) {
    return [path];
  }
  return readdirSync(join(root, path))
    .filter((name) => !NEVER_INPUTS.has(name))
    .flatMap((name) => walk(root, join(path, name)));
}

/** Gives one hash of the names and contents of everything under the paths. */
export function hashInputs(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of filesUnder(root, paths)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
