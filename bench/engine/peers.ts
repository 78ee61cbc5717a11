import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../local/install/command.mjs';
import { pythonPath } from '../../local/install/python-packages.mjs';

/** Installs DuckDB and Polars beside PySpark, when they are not there: only whoever runs the benchmark needs them. */
export async function installPeers(root: string, signal: AbortSignal): Promise<void> {
  const list = path.join(root, 'bench', 'engine', 'requirements.txt');
  const note = path.join(path.dirname(path.dirname(pythonPath(root))), 'installed-peers.sha256');
  const wanted = createHash('sha256').update(readFileSync(list)).digest('hex');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return;
  const flags = ['--disable-pip-version-check', '--no-input', '--require-hashes', '--only-binary=:all:'];
  await runCommand(pythonPath(root), ['-m', 'pip', 'install', ...flags, '-r', list], { cwd: root, signal });
  writeFileSync(note, wanted);
}
