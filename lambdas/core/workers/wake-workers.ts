import type { Database } from '../database/index.ts';
import type { GlueJobs } from '../environment/shapes.ts';
import { releaseWorker, reserveWorker, workerStarted } from '../run-store/index.ts';
import type { WorkerId } from '../runs/index.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import { NoRoomForWorkerError, type WorkerJobs } from './worker-jobs.ts';

export interface WorkerStarting {
  readonly database: Database;
  readonly jobs: WorkerJobs;
  readonly glueJobs: GlueJobs;
  /** What all workers of the stage may use on one day, as a decimal string; null: no limit. */
  readonly dpuHoursPerDay: string | null;
  readonly newWorkerId: () => WorkerId;
  readonly telemetry: Telemetry;
}

/**
 * Makes sure that enough workers of a job type are awake for what is pending. A worker's place is kept in the database
 * before it is started, so that none is started twice and one that never comes up is missed.
 * @returns how many were started; fewer than needed when there is no room or no budget, which the watchdog sees to later
 * @throws what the platform throws when a start fails for any other reason; the place is free again then
 */
export async function wakeWorkers(jobType: string, starting: WorkerStarting): Promise<number> {
  const job = starting.glueJobs[jobType];
  if (job === undefined) {
    starting.telemetry.warn('A run waits for a job type that no Glue job does.', { jobType });
    return 0;
  }
  for (let started = 0; ; started += 1) {
    const workerId = starting.newWorkerId();
    const isNeeded = await reserveWorker(starting.database, jobType, workerId, {
      ...job,
      dpuHoursPerDay: starting.dpuHoursPerDay,
    });
    if (!isNeeded || !(await startWorker(job.jobName, workerId, starting))) {
      return started;
    }
  }
}

/** @returns whether there was room. */
async function startWorker(jobName: string, workerId: WorkerId, starting: WorkerStarting): Promise<boolean> {
  const { database, jobs, telemetry } = starting;
  try {
    const glueRunId = await jobs.start(jobName, workerId);
    await workerStarted(database, workerId, glueRunId);
    telemetry.count(METRICS.workersStarted);
    telemetry.info('Started a worker.', { jobName, workerId, glueRunId });
    return true;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const isRoomLacking = error instanceof NoRoomForWorkerError;
    const message = `The Spark worker could not be started: ${cause.replace(/\.$/, '')}. It is tried again.`;
    await releaseWorker(database, workerId, { code: isRoomLacking ? 'no-room' : 'worker-not-started', message }, null);
    if (isRoomLacking) {
      telemetry.count(METRICS.workersRefused);
      telemetry.info('There is no room for another worker now.', { jobName, cause });
      return false;
    }
    telemetry.count(METRICS.workerStartFailures);
    throw error;
  }
}
