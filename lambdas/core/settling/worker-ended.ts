import { z } from 'zod';
import { LONGEST_DELAY_SECONDS, nudgeFor } from '../queues/watchdog.ts';
import { nextAfterPause, workerOfGlueRun, workerPaid } from '../run-store/index.ts';
import type { WorkerId } from '../runs/index.ts';
import { type JobRun, wakeWorkers } from '../workers/index.ts';
import { explainEnd, release } from './free-workers.ts';
import type { Settling } from './settling.ts';

/** Glue's event about a job run, as EventBridge carries it. */
export const jobStateChangeSchema = z.object({
  'detail-type': z.literal('Glue Job State Change'),
  detail: z.object({
    jobName: z.string(),
    jobRunId: z.string(),
    state: z.string(),
    message: z.string().optional(),
  }),
});
export type JobStateChange = z.output<typeof jobStateChangeSchema>['detail'];

const ENDED = new Set(['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED', 'ERROR']);

/**
 * Handles the news that a job run has ended: frees what its worker held and wakes another for what is pending. The news
 * may be lost, doubled, late or about someone else's job; the watchdog does the same without it, later.
 */
export async function workerEnded(change: JobStateChange, settling: Settling): Promise<void> {
  const jobType = jobTypeOf(change.jobName, settling);
  if (jobType === undefined || !ENDED.has(change.state)) {
    return;
  }
  const jobRun = await settling.jobs.read(change.jobName, change.jobRunId);
  const workerId = await findWorker(change.jobRunId, jobRun, settling);
  if (workerId === undefined) {
    settling.telemetry.info('A job run ended that is no known worker.', { jobRunId: change.jobRunId });
  } else {
    const told = describeEnd(change, jobRun);
    if (jobRun?.phase === 'ended' && told.paidSeconds !== undefined) {
      await workerPaid(settling.database, workerId, told.paidSeconds);
    }
    for (const { runId, state } of await release(workerId, explainEnd(told), told.logLocation, settling)) {
      if (state === 'FAILED') {
        // Who has asked for it is told at once instead of when the run's watchdog comes.
        await settling.watchdog.send(nudgeFor(runId), 0);
      }
    }
  }
  await wakeWorkers(jobType, settling);
  await lookAgainAfterPause(jobType, settling);
}

const jobTypeOf = (jobName: string, { glueJobs }: Settling): string | undefined =>
  Object.entries(glueJobs).find(([, job]) => job.jobName === jobName)?.[0];

/** A job run may end before its start was remembered; its own argument names the worker then. */
const findWorker = async (
  jobRunId: string,
  jobRun: JobRun | undefined,
  settling: Settling,
): Promise<WorkerId | undefined> => (await workerOfGlueRun(settling.database, jobRunId))?.workerId ?? jobRun?.workerId;

/** The event says that the run has ended, even where the answer about the run lags behind. */
const describeEnd = (change: JobStateChange, jobRun: JobRun | undefined): JobRun => ({
  phase: 'ended',
  glueState: change.state,
  errorMessage: jobRun?.errorMessage ?? change.message,
  logLocation: jobRun?.logLocation,
  workerId: jobRun?.workerId,
  paidSeconds: jobRun?.paidSeconds,
});

/** A run that was given back pauses before its next attempt; its own watchdog may be minutes away. */
async function lookAgainAfterPause(jobType: string, { database, watchdog }: Settling): Promise<void> {
  const pausing = await nextAfterPause(database, jobType);
  if (pausing !== undefined) {
    await watchdog.send(nudgeFor(pausing.runId), Math.min(pausing.seconds, LONGEST_DELAY_SECONDS));
  }
}
