import { type ReleasedRun, releaseWorker, type SilentWorker, silentWorkers, workerWaits } from '../run-store/index.ts';
import type { RunError, WorkerId } from '../runs/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import type { JobRun } from '../workers/index.ts';
import type { Settling } from './settling.ts';

/** A worker that runs but is silent this many times as long as the time-out is stuck, and is stopped. */
const STUCK_AFTER_TIMEOUTS = 3;

/**
 * Frees the runs of the dead workers of a job type. All of them are looked at, not only the one that holds the run in
 * question: a dead worker that holds nothing still takes a place that a living one needs.
 * @returns the runs that were freed
 */
export async function freeDeadWorkers(jobType: string, settling: Settling): Promise<readonly ReleasedRun[]> {
  const released: ReleasedRun[] = [];
  for (const worker of await silentWorkers(settling.database, jobType, settling.heartbeatTimeoutSeconds)) {
    released.push(...(await examine(worker, settling.glueJobs[jobType]?.jobName, settling)));
  }
  return released;
}

async function examine(
  worker: SilentWorker,
  jobName: string | undefined,
  settling: Settling,
): Promise<readonly ReleasedRun[]> {
  const { workerId, glueRunId, silentSeconds } = worker;
  if (glueRunId === null || jobName === undefined) {
    return release(workerId, NEVER_STARTED, undefined, settling);
  }
  const jobRun = await settling.jobs.read(jobName, glueRunId);
  if (jobRun === undefined || jobRun.phase === 'ended') {
    return release(workerId, explainEnd(jobRun), jobRun?.logLocation, settling);
  }
  if (jobRun.phase === 'waiting') {
    // It cannot give signs of life yet, and will need some time for that when its turn has come.
    await workerWaits(settling.database, workerId);
    return [];
  }
  if (silentSeconds > STUCK_AFTER_TIMEOUTS * settling.heartbeatTimeoutSeconds) {
    await settling.jobs.stop(jobName, glueRunId);
    return release(workerId, explainSilence(silentSeconds, jobRun), jobRun.logLocation, settling);
  }
  return [];
}

/** Declares a worker dead; the runs it held are pending again or have failed. */
export async function release(
  workerId: WorkerId,
  error: RunError,
  logLocation: string | undefined,
  { database, telemetry }: Settling,
): Promise<readonly ReleasedRun[]> {
  const released = await releaseWorker(database, workerId, error, logLocation ?? null);
  telemetry.count(METRICS.workersReleased);
  // The code only: the message may quote the worker's last error, which stands in the run's record.
  telemetry.info('Released a worker.', { workerId, code: error.code, runs: released.length });
  for (const { runId, state } of released) {
    telemetry.info('A run was taken from a worker.', { runId, state, workerId });
  }
  return released;
}

const NEVER_STARTED: RunError = {
  code: 'worker-not-started',
  message: 'The Spark worker was never started, or its start was not remembered. Another one is started in its place.',
};

/** @param jobRun undefined when Glue no longer knows it */
export function explainEnd(jobRun: JobRun | undefined): RunError {
  if (jobRun === undefined) {
    return { code: 'worker-died', message: 'The Spark worker is gone: Glue does not know its job run any more.' };
  }
  const code = jobRun.glueState === 'TIMEOUT' ? 'worker-timeout' : 'worker-died';
  const last = jobRun.errorMessage === undefined ? '' : ` Its last error was: ${withStop(jobRun.errorMessage)}`;
  return {
    code,
    message: `The Spark worker ended as ${jobRun.glueState} while it held the run.${last}${logHint(jobRun)}`,
  };
}

const explainSilence = (seconds: number, jobRun: JobRun): RunError => ({
  code: 'worker-timeout',
  message: `The Spark worker gave no sign of life for ${seconds} seconds and was stopped.${logHint(jobRun)}`,
});

const logHint = ({ logLocation }: JobRun): string =>
  logLocation === undefined ? '' : ` Its log is ${logLocation}; retry the run when the cause is gone.`;

const withStop = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
