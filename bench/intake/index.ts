import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, httpApi } from '../../local/cli/api.ts';
import { type Cloud, startCloud } from '../../local/cli/cloud.ts';
import { followRuns } from '../../local/cli/follow.ts';
import { makeStartFolder } from '../../local/cli/starts.ts';
import { uploadFiles } from '../../local/cli/upload.ts';
import { generateFile } from '../../local/generate/generate.mjs';
import { machine } from '../command.mjs';
import type { Surroundings } from '../stored/cloud-with-runs.ts';
import type { IntakeArguments } from './arguments.ts';
import { randomPauses } from './pauses.ts';
import { type Burst, type Tally, tally } from './tally.ts';

const jobType = 'branch-stats';

/**
 * Drops bursts of files into a laptop cloud, with a pause of random length before each, and holds every landed version
 * against the runs that it became and all their rows against the totals.
 */
export async function measureIntake(
  { bursts, rows, idleSeconds, seed }: Omit<IntakeArguments, 'json'>,
  { root, lifetime, progress }: Surroundings,
) {
  const folder = makeStartFolder(root);
  lifetime.onEnd('the folder of this start', () => folder.remove());
  const generated = mkdtempSync(path.join(tmpdir(), 'countinghouse-bench-'));
  lifetime.onEnd('the generated files', () => rmSync(generated, { recursive: true, force: true }));
  const batches = await progress.phase('Generating files', () => generate(generated, bursts, rows));
  const cloud = await startCloud({ root, folder: folder.path, port: 4280, lifetime, progress });
  const { signal } = lifetime;
  const api = httpApi(cloud, signal);
  const pauses = randomPauses(seed, bursts.length, idleSeconds * 1_000);
  const tallies: (Tally & { idleSeconds: number })[] = [];
  for (const [index, files] of batches.entries()) {
    const pause = pauses[index] ?? 0;
    await sleep(pause, undefined, { signal });
    const told = await progress.phase(`A burst of ${files.length}`, async (step) => {
      const burst = await send(files, cloud, signal);
      const { landed } = burst;
      await followRuns({ api, jobType, landed, signal, onStep: step });
      return tally(burst, await api.runs(jobType), rows);
    });
    tallies.push({ idleSeconds: pause / 1_000, ...told });
  }
  const rowsLanded = rows * bursts.reduce((sum, files) => sum + files, 0);
  const totals = { rowsLanded, rowsInTotals: await rowsInTotals(api) };
  return { scenario: 'intake', seed, rowsPerFile: rows, bursts: tallies, ...totals, ...machine() };
}

/** Whether every file counts exactly once. */
export const isExact = (result: Awaited<ReturnType<typeof measureIntake>>): boolean =>
  result.rowsInTotals === result.rowsLanded &&
  result.bursts.every(({ duplicates, losses }) => duplicates === 0 && losses === 0);

/** Files of different rows: the same bytes would count once. @returns the paths of each burst */
async function generate(folder: string, bursts: readonly number[], rows: number): Promise<string[][]> {
  const batches: string[][] = [];
  let seed = 0;
  for (const [index, files] of bursts.entries()) {
    const batch = path.join(folder, String(index));
    mkdirSync(batch);
    const paths: string[] = [];
    for (let file = 0; file < files; file += 1) {
      const name = path.join(batch, `burst-${index}-${file}.csv`);
      seed += 1;
      await generateFile({ path: name, rows, seed });
      paths.push(name);
    }
    batches.push(paths);
  }
  return batches;
}

async function send(files: readonly string[], { endpoints, outputs }: Cloud, signal: AbortSignal): Promise<Burst> {
  const place = { endpoint: endpoints.emulator, bucket: outputs.LandingBucketName, jobType };
  const sent = Date.now();
  const landed = await uploadFiles({ ...place, files, signal, onProgress: () => {} });
  return { sent, landed, arrived: Date.now() };
}

/** Rows behind the figures of all branches: what a reader of the dashboard would add up. */
const rowsInTotals = async (api: Api): Promise<number> =>
  (await api.branches([])).reduce((sum, { count }) => sum + count, 0);
