import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import { generateFile } from '../generate/generate.mjs';
import { pythonPath } from '../install/python-packages.mjs';
import { httpApi } from './api.ts';
import type { StartArguments } from './arguments.mjs';
import { type Cloud, startCloud } from './cloud.ts';
import { LAPTOP_KEYS, LAPTOP_REGION } from './environment.ts';
import { followRuns } from './follow.ts';
import type { Lifetime } from './lifetime.mjs';
import type { Progress } from './progress.mjs';
import { readerGone } from './reader-gone.ts';
import { exitCodeOf, makeReport, reportDocument, reportLines } from './report.ts';
import { makeStartFolder } from './starts.ts';
import { grouped } from './table.ts';
import { together } from './together.mjs';
import { uploadFiles } from './upload.ts';

/** What the dependency-free first part of `npm start` hands to the rest. */
export interface Handover {
  /** The project's folder. */
  readonly root: string;
  readonly parsed: StartArguments;
  readonly lifetime: Lifetime;
  readonly progress: Progress;
}

/** The dashboard's usual port. */
const USUAL_PORT = 4280;

/** Does everything that `npm start` does once all is installed. Gives the exit code. */
export async function main(handover: Handover): Promise<number> {
  const { root, lifetime } = handover;
  const folder = makeStartFolder(root);
  let keepLogs = true;
  lifetime.onEnd('the folder of this start', () => (keepLogs ? folder.keepLogs() : folder.remove()));
  try {
    const runs = await run(handover, folder.path);
    keepLogs = runs.some(({ state }) => state === 'FAILED');
    if (keepLogs) {
      handover.progress.say(`The logs are kept in ${folder.path}`);
    }
    return exitCodeOf(runs);
  } catch (error) {
    if (lifetime.signal.aborted) {
      // Ctrl-C is no failure that somebody would look into.
      keepLogs = false;
      throw error;
    }
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nThe logs are kept in ${folder.path}`);
  }
}

async function run({ root, parsed, lifetime, progress }: Handover, folder: string): Promise<readonly RunDetail[]> {
  const { signal } = lifetime;
  const port = parsed.port ?? USUAL_PORT;
  const [cloud, files] = await together<readonly [Cloud, readonly string[]]>(signal, [
    () => startCloud({ root, folder, port, lifetime, progress }),
    (inner) => filesToLoad(parsed, folder, inner, progress),
  ]);
  tellAddress(cloud, port, progress);
  const api = httpApi(cloud, signal);
  const landed = await progress.phase('Uploading', (step) =>
    uploadFiles({
      endpoint: cloud.endpoints.emulator,
      bucket: cloud.outputs.LandingBucketName,
      jobType: parsed.jobType,
      files,
      ...(parsed.files.length > 0 ? { names: parsed.names } : {}),
      signal,
      onProgress: (sent, total) => step(`${megabytes(sent)} of ${megabytes(total)} MB`),
    }),
  );
  const { jobType, isBatch } = parsed;
  const runs = await progress.phase(isBatch || files.length === 1 ? 'Run' : `${files.length} runs`, (step) =>
    followRuns({ api, jobType, landed, isBatch, signal, onStep: step }),
  );
  const report = await makeReport(api, jobType, runs, cloud.dashboardUrl);
  if (parsed.json) {
    process.stdout.write(`${JSON.stringify(reportDocument(report))}\n`);
  } else {
    process.stdout.write(`${(await reportLines(api, report)).join('\n')}\n`);
  }
  if (!parsed.once) {
    progress.say(
      `\nDashboard: ${cloud.dashboardUrl}\nIt asks who you are: choose a person on the sign-in page.\n${landMore(cloud, parsed)}\nCtrl-C stops everything.`,
    );
    await Promise.race([untilAborted(signal), readerGone(pythonPath(root))]);
  }
  return runs;
}

/** How to drop another file while the cloud runs, with any S3 client. */
function landMore(cloud: Cloud, { jobType, names, isBatch }: StartArguments): string {
  // The folder of a batch is anything; its files have the names of their roles.
  const place = `s3://${cloud.outputs.LandingBucketName}/landing/${jobType}/${isBatch ? `BATCH/${names[0]?.split('/').at(-1)}` : ''}`;
  const access = `AWS_ACCESS_KEY_ID=${LAPTOP_KEYS.accessKeyId} AWS_SECRET_ACCESS_KEY=${LAPTOP_KEYS.secretAccessKey}`;
  return `More files: ${access} aws --region ${LAPTOP_REGION} --endpoint-url ${cloud.endpoints.emulator} s3 cp FILE ${place}`;
}

function filesToLoad(
  parsed: StartArguments,
  folder: string,
  signal: AbortSignal,
  progress: Progress,
): Promise<readonly string[]> {
  if (parsed.files.length > 0) {
    return Promise.resolve(parsed.files);
  }
  const generated = join(folder, 'generated');
  mkdirSync(generated);
  const path = join(generated, `transactions-${parsed.rows}.csv`);
  return progress.phase(`Generating ${grouped(parsed.rows)} transactions`, async (step) => {
    const onProgress = (rows: number): void => step(`${grouped(rows)} rows`);
    await generateFile({ path, rows: parsed.rows, signal, onProgress });
    return [path];
  });
}

function tellAddress(cloud: Cloud, wished: number, progress: Progress): void {
  const { port } = new URL(cloud.dashboardUrl);
  const taken = Number(port) === wished ? '' : ` (port ${wished} is taken)`;
  progress.say(`Dashboard: ${cloud.dashboardUrl}${taken}`);
}

const megabytes = (bytes: number): string => grouped((bytes / 1e6).toFixed(1));

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((fulfil) => {
    if (signal.aborted) {
      fulfil();
    }
    signal.addEventListener('abort', () => fulfil(), { once: true });
  });
}
