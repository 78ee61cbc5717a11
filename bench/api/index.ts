import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type Fetch, machineTokens } from '../../local/cli/machine-tokens.ts';
import { machine } from '../command.mjs';
import { cloudWithRuns, type Surroundings } from '../stored/cloud-with-runs.ts';
import type { ApiArguments } from './arguments.ts';
import { latencies, type Sample } from './latencies.ts';

/** Long enough for the Lambda processes that this rate needs, and for their compilers. */
const warmUpSeconds = 15;

/**
 * Asks the API of a laptop cloud, through its front door, for the first pages of branches and of runs in turn, so many
 * times a second by the clock.
 */
export async function measureApi(
  { files, branches, perSecond, seconds }: Omit<ApiArguments, 'json'>,
  surroundings: Surroundings,
) {
  const { cloud, stored } = await cloudWithRuns({ files, branches }, surroundings);
  const { progress, lifetime } = surroundings;
  const { fetch } = cloud;
  const urls = ['api/branches', 'api/runs'].map((path) => new URL(path, cloud.dashboardUrl).href);
  await checkPages(urls, stored, (url) => fetch(url, { signal: lifetime.signal }));
  const authorization = `Bearer ${await machineTokens(cloud.signIn.machine)()}`;
  const load = (forSeconds: number) =>
    askInAThread({ urls, perSecond, seconds: forSeconds, authorization }, lifetime.signal);
  await progress.phase('Warming up', () => load(Math.min(warmUpSeconds, seconds)));
  const samples = await progress.phase(`${perSecond} requests a second for ${seconds} s`, () => load(seconds));
  const of = (name: string) => samples.filter(({ url }) => new URL(url).pathname === `/api/${name}`);
  return {
    scenario: 'api',
    ...stored,
    requestsPerSecond: perSecond,
    seconds,
    metrics: {
      ...latencies('branches', of('branches')),
      ...latencies('runs', of('runs')),
      errors: samples.filter(({ error }) => error !== null).length,
      sentLateMaxMs: Math.round(Math.max(...samples.map(({ lateMs }) => lateMs)) * 10) / 10,
    },
    ...errorsOf(samples),
    ...machine(),
  };
}

/** The measured answers must be the pages of what is stored. */
async function checkPages(
  urls: readonly string[],
  { files, branchesPerFile }: { readonly files: number; readonly branchesPerFile: number },
  ask: Fetch,
): Promise<void> {
  const pageSchema = z.object({
    items: z.array(z.unknown()),
    summary: z.object({ branches: z.int(), runs: z.int() }).nullish(),
  });
  for (const url of urls) {
    const { items, summary } = pageSchema.parse(await (await ask(url)).json());
    const stored = url.endsWith('/branches') ? branchesPerFile : files;
    if (items.length !== Math.min(100, stored)) throw new Error(`${url} gave ${items.length} items`);
    if (summary && (summary.branches !== branchesPerFile || summary.runs !== files)) {
      throw new Error(`${url} has the summary ${JSON.stringify(summary)}`);
    }
  }
}

interface Load {
  readonly urls: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
  /** The header of every request; the token outlasts a benchmark. */
  readonly authorization: string;
}

/** In a thread of its own: the front door and the database's endpoint share this one. */
async function askInAThread(load: Load, signal: AbortSignal): Promise<Sample[]> {
  const worker = new Worker(new URL('open-loop.mjs', import.meta.url), { workerData: load });
  const end = () => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<Sample[]>((fulfil, reject) => {
      worker.once('message', fulfil);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The load generator ended with ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
}

function errorsOf(samples: readonly Sample[]): { readonly errorTexts?: readonly string[] } {
  const texts = [...new Set(samples.flatMap(({ error }) => error ?? []))];
  return texts.length === 0 ? {} : { errorTexts: texts };
}
