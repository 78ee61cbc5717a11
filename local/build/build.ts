import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../cli/progress.mjs';
import { together } from '../cli/together.mjs';
import { withLock } from '../install/lock.mjs';
import { hashInputs } from './inputs.ts';
import { type Output, outputs } from './outputs.ts';

/** Set for child processes whose outputs were built already, so that `cdk.json`'s build key does nothing twice. */
export const BUILT_ALREADY = 'COUNTINGHOUSE_BUILT';

export interface BuildOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

const buildFolder = (root: string): string => join(root, '.countinghouse', 'build');
const notePath = (root: string, output: Output): string => join(buildFolder(root), `${output.folder}.sha256`);

/** Makes every output whose inputs changed, side by side; says nothing when there is none. */
export async function build({ root, signal, progress }: BuildOptions): Promise<void> {
  if (staleOutputs(root).length === 0) {
    return;
  }
  const onWait = (owner: number): void => progress.say(`Waiting: process ${owner} is building`);
  const lock = join(root, '.countinghouse', 'build.lock');
  await withLock(
    lock,
    signal,
    async () => {
      const works = staleOutputs(root).map(
        ({ output, hash }) =>
          (inner: AbortSignal) =>
            progress.phase(`Building ${output.name}`, () => makeOutput(root, output, hash, inner)),
      );
      await together(signal, works);
    },
    onWait,
  );
}

function staleOutputs(root: string): Array<{ output: Output; hash: string }> {
  return outputs
    .map((output) => ({ output, hash: hashInputs(root, output.inputs) }))
    .filter(({ output, hash }) => {
      const note = notePath(root, output);
      const made = existsSync(note) && existsSync(join(buildFolder(root), output.folder));
      return !made || readFileSync(note, 'utf8') !== hash;
    });
}

/** An output is made beside its place and put there whole, so that nobody reads half of it. */
async function makeOutput(root: string, output: Output, hash: string, signal: AbortSignal): Promise<void> {
  const place = join(buildFolder(root), output.folder);
  const fresh = `${place}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await output.make(fresh, { root, signal });
    rmSync(notePath(root, output), { force: true });
    rmSync(place, { recursive: true, force: true });
    renameSync(fresh, place);
    writeFileSync(notePath(root, output), hash);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
