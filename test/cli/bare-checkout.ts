import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** A copy of what `npm start` runs before anything is installed: no node_modules, no Python environment. */
export interface BareCheckout {
  readonly path: string;
  /** Runs `node local/start.mjs` in it to its end. */
  start(parameters: readonly string[], environment?: NodeJS.ProcessEnv): StartResult;
  /** The names in its top folder: shows what a start has made. */
  names(): string[];
}

export interface StartResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function makeBareCheckout(): BareCheckout {
  const path = mkdtempSync(join(tmpdir(), 'countinghouse-bare-'));
  for (const part of [
    'local/start.mjs',
    'local/reset.mjs',
    'local/cli',
    'local/install',
    'job-types',
    'package.json',
  ]) {
    cpSync(join(projectRoot, part), join(path, part), { recursive: true });
  }
  return {
    path,
    names: () => readdirSync(path).sort(),
    start: (parameters, environment = process.env) => {
      const script = join(path, 'local', 'start.mjs');
      const result = spawnSync(process.execPath, [script, ...parameters], {
        cwd: path,
        encoding: 'utf8',
        env: environment,
      });
      return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
    },
  };
}
