import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RunDetail } from '../lambdas/core/reports/run.ts';
import { httpApi } from '../local/cli/api.ts';
import { parseRows, UsageError } from '../local/cli/arguments.mjs';
import { startCloud } from '../local/cli/cloud.ts';
import { followRuns } from '../local/cli/follow.ts';
import type { Lifetime } from '../local/cli/lifetime.mjs';
import type { Progress } from '../local/cli/progress.mjs';
import { makeStartFolder } from '../local/cli/starts.ts';
import { uploadFiles } from '../local/cli/upload.ts';
import { generateFile } from '../local/generate/generate.mjs';
import { machine } from './command.mjs';
import { median, rounded } from './engine/statistics.ts';

const jobType = 'branch-stats';

export interface WarmArguments {
  readonly rows: number;
  /** Files that meet a warm worker; one more goes before them. */
  readonly files: number;
  readonly json: string | undefined;
}

/** Throws `UsageError` with one clear line. */
export function parseWarmArguments(argv: readonly string[]): WarmArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...argv], options: { rows: text, files: text, json: text } });
  const files = /^[1-9]\d{0,2}$/.test(values.files ?? '5') ? Number(values.files ?? '5') : 0;
  if (files === 0) throw new UsageError(`--files takes a whole number from 1 to 999; it was given "${values.files}"`);
  return { rows: parseRows(values.rows ?? '1m'), files, json: values.json };
}

/** One file's way, in milliseconds since 1970 by one clock. */
export interface Journey {
  /** The first byte leaves for S3. */
  readonly sent: number;
  /** S3 has it all. */
  readonly landed: number;
  readonly claimed: number;
  readonly succeeded: number;
}

/**
 * Lands one file after the other in a laptop cloud whose worker the first of them has warmed, each when the one before
 * is published.
 */
export async function measureWarm(
  { rows, files }: Omit<WarmArguments, 'json'>,
  { root, lifetime, progress }: { readonly root: string; readonly lifetime: Lifetime; readonly progress: Progress },
) {
  const folder = makeStartFolder(root);
  lifetime.onEnd('the folder of this start', () => folder.remove());
  const generated = mkdtempSync(path.join(tmpdir(), 'countinghouse-bench-'));
  lifetime.onEnd('the generated files', () => rmSync(generated, { recursive: true, force: true }));
  const paths = [];
  for (let seed = 1; seed <= files + 1; seed += 1) {
    const file = path.join(generated, `transactions-${seed}.csv`);
    await generateFile({ path: file, rows, seed, signal: lifetime.signal });
    paths.push(file);
  }
  const cloud = await startCloud({ root, folder: folder.path, port: 4280, lifetime, progress });
  const { signal } = lifetime;
  const api = httpApi(cloud, signal);
  const land = async (file: string): Promise<Journey> => {
    const place = { endpoint: cloud.endpoints.emulator, bucket: cloud.outputs.LandingBucketName };
    const sent = Date.now();
    const landed = await uploadFiles({ ...place, jobType, files: [file], signal, onProgress: () => {} });
    const arrived = Date.now();
    const runs = await followRuns({ api, jobType, landed, signal, onStep: () => {} });
    return journeyOf(runs, rows, { sent, landed: arrived });
  };
  const [first = '', ...others] = paths;
  const cold = await progress.phase('The first file, with Spark’s start', () => land(first));
  const warm: Journey[] = [];
  for (const [index, file] of others.entries()) {
    warm.push(await progress.phase(`File ${index + 1} of ${files} to a warm worker`, () => land(file)));
  }
  return {
    scenario: 'warm',
    files,
    rowsPerFile: rows,
    bytes: statSync(first).size,
    ...summary(cold, warm),
    ...machine(),
  };
}

/** Throws when the run is not the one success, of all rows, that was waited for. */
export function journeyOf(
  runs: readonly Pick<RunDetail, 'state' | 'rowsRead' | 'startedAt' | 'endedAt'>[],
  rows: number,
  told: Pick<Journey, 'sent' | 'landed'>,
): Journey {
  const [run, ...more] = runs;
  if (run?.state !== 'SUCCEEDED' || run.rowsRead !== rows || more.length > 0) {
    throw new Error(`The run of ${rows} rows ended ${run?.state} with ${run?.rowsRead} rows read`);
  }
  return { ...told, claimed: Date.parse(run.startedAt ?? ''), succeeded: Date.parse(run.endedAt ?? '') };
}

/** Gives the seconds of each part of the way, the warm files in the order of their landing. */
export function summary(cold: Journey, warm: readonly Journey[]) {
  const uploadToSucceeded = warm.map(({ sent, succeeded }) => seconds(sent, succeeded));
  return {
    coldSecondsUploadToSucceeded: seconds(cold.sent, cold.succeeded),
    secondsUploadToLanded: warm.map(({ sent, landed }) => seconds(sent, landed)),
    secondsLandedToClaimed: warm.map(({ landed, claimed }) => seconds(landed, claimed)),
    secondsClaimedToSucceeded: warm.map(({ claimed, succeeded }) => seconds(claimed, succeeded)),
    secondsUploadToSucceeded: uploadToSucceeded,
    medianSecondsUploadToSucceeded: rounded(median(uploadToSucceeded)),
  };
}

const seconds = (from: number, to: number): number => rounded((to - from) / 1_000);
