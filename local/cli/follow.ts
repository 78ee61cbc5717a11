import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, RunDetail, RunState } from '../../lambdas/core/reports/run.ts';
import type { Api } from './api.ts';
import type { Landed } from './upload.ts';

export interface FollowOptions {
  readonly api: Api;
  readonly jobType: string;
  readonly landed: readonly Landed[];
  /** All that landed makes one run; else each file makes its own. */
  readonly isBatch?: boolean;
  readonly signal: AbortSignal;
  /** Told what is going on, in words. */
  readonly onStep: (step: string) => void;
}

/**
 * Milliseconds between two looks. One file is worth a quick eye; many files take a while, the machine is busy, and each
 * look reads all of their runs.
 */
const POLL = { oneFile: 250, manyFiles: 1_000, eachOfMany: 5 } as const;
/** A lost notification is made up for by the sweep within two minutes; after this long something is broken. */
const RECORDED_WITHIN = 300_000; // milliseconds
const CLOSED: ReadonlySet<RunState> = new Set(['SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE']);

/** Follows the runs of what landed until all are closed. Gives them in the order of what landed, of a batch its one run. */
export async function followRuns(options: FollowOptions): Promise<RunDetail[]> {
  const { api, signal } = options;
  const awaited = options.isBatch === true ? [options.landed] : options.landed.map((file) => [file]);
  const deadline = performance.now() + RECORDED_WITHIN;
  for (;;) {
    const known = new Map((await api.runs(options.jobType)).map((run) => [nameOf(run.sources), run]));
    const found = awaited.map((files) => known.get(nameOf(files))).filter((run) => run !== undefined);
    if (found.length === awaited.length && found.every((run) => CLOSED.has(run.state))) {
      return details(api, found);
    }
    if (found.length < awaited.length && performance.now() > deadline) {
      throw new Error(
        `${awaited.length - found.length} of ${awaited.length} expected runs are not there after ` +
          `${RECORDED_WITHIN / 60_000} minutes: the intake function did not record them`,
      );
    }
    options.onStep(describe(found, awaited.length));
    await sleep(pauseFor(awaited.length), undefined, { signal });
  }
}

const pauseFor = (files: number): number =>
  files === 1 ? POLL.oneFile : Math.max(POLL.manyFiles, files * POLL.eachOfMany);

/** Names a set of file versions, whatever their order. */
const nameOf = (files: ReadonlyArray<{ readonly key: string; readonly versionId: string }>): string =>
  files
    .map(({ key, versionId }) => `${key}\0${versionId}`)
    .sort()
    .join('\0');

async function details(api: Api, runs: readonly Run[]): Promise<RunDetail[]> {
  const found: RunDetail[] = [];
  const AT_ONCE = 8;
  for (let index = 0; index < runs.length; index += AT_ONCE) {
    found.push(...(await Promise.all(runs.slice(index, index + AT_ONCE).map(({ runId }) => api.run(runId)))));
  }
  return found;
}

/** One line on where the runs are, of so many files. */
export function describe(runs: readonly Run[], files: number): string {
  const [only] = runs;
  if (files === 1) {
    return only === undefined ? 'waiting for S3’s notification' : describeRun(only);
  }
  const closed = runs.filter((run) => CLOSED.has(run.state)).length;
  const telling =
    runs.find((run) => run.state === 'IN_PROGRESS') ??
    runs.find((run) => run.state === 'PENDING' && run.error !== null);
  const now = telling === undefined ? '' : ` · ${telling.sources[0]?.key.split('/').at(-1)}: ${describeRun(telling)}`;
  return `${closed} of ${files} files done${now}`;
}

function describeRun(run: Run): string {
  if (run.state === 'PENDING') {
    return `PENDING, waiting for ${run.waitingFor ?? 'a worker'}${describeTrouble(run)}`;
  }
  const { step, rows } = run.progress ?? { step: null, rows: null };
  const done = rows === null ? '' : `, ${rows.toLocaleString('en-US')} rows`;
  return `${run.state}${step === null ? '' : `, ${step}`}${done}`;
}

/** A start that failed cost no attempt, so it is none that failed. */
function describeTrouble({ error, attempts }: Run): string {
  if (error === null) {
    return '';
  }
  return error.code === 'worker-not-started' ? `: ${error.message}` : `, attempt ${attempts} failed: ${error.message}`;
}
