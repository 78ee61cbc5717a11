import { z } from 'zod';
import { type Database, json, jsonColumn, resultRow, uuid } from '../database/index.ts';
import { type RunError, runIdSchema, runStateSchema, type WorkerId, workerIdSchema } from '../runs/index.ts';
import { only } from './runs.ts';

/**
 * Asks for the place of one more worker, and keeps it under the id.
 * @param limits how many workers of the job type may be awake at once, what one of them takes, and what all workers of the
 *   stage may use on one day
 * @returns whether the worker is to be started
 */
export async function reserveWorker(
  database: Database,
  jobType: string,
  workerId: WorkerId,
  limits: { readonly maxWorkers: number; readonly dpus: number; readonly dpuHoursPerDay: string | null },
): Promise<boolean> {
  const { maxWorkers: limit, dpus, dpuHoursPerDay: hours } = limits;
  const rows = await database.query(
    'select reserve_worker(:jobType, :workerId::uuid, :limit::integer, :dpus::numeric, :hours::numeric) as result',
    { jobType, workerId: uuid(workerId), limit, dpus: String(dpus), hours },
    resultRow(jsonColumn(z.object({ start: z.boolean() }))),
    'settled', // a worker's id is its primary key: one that is kept already is to be started, and is not kept again
  );
  return only(rows).result.start;
}

/** Remembers which Glue job run a worker is. */
export async function workerStarted(database: Database, workerId: WorkerId, glueRunId: string): Promise<void> {
  // The function gives void, which the Data API cannot carry.
  const sql = 'select worker_started(:workerId::uuid, :glueRunId)::text as result';
  await database.query(sql, { workerId: uuid(workerId), glueRunId }, z.unknown(), 'settled'); // writes the same again
}

/** Notes how many seconds Glue was paid for a worker that has ended. */
export async function workerPaid(database: Database, workerId: WorkerId, seconds: number): Promise<void> {
  const sql = 'select worker_paid(:workerId::uuid, :seconds::integer)::text as result';
  await database.query(sql, { workerId: uuid(workerId), seconds }, z.unknown(), 'settled'); // writes the same again
}

/** Notes that a worker which was started waits for its turn at Glue, so that its silence and its pay count from now on. */
export async function workerWaits(database: Database, workerId: WorkerId): Promise<void> {
  const sql = 'select worker_waits(:workerId::uuid)::text as result';
  await database.query(sql, { workerId: uuid(workerId) }, z.unknown(), 'settled'); // a moment later, which it may be
}

const releasedSchema = z.object({ released: z.array(z.object({ runId: runIdSchema, state: runStateSchema })) });
/** A run that its dead worker held, and its state now: PENDING again, or FAILED. */
export type ReleasedRun = z.output<typeof releasedSchema>['released'][number];

/** Declares a worker dead and frees the runs that it holds. Repeating it changes nothing. */
export async function releaseWorker(
  database: Database,
  workerId: WorkerId,
  error: RunError,
  logLocation: string | null,
): Promise<readonly ReleasedRun[]> {
  const rows = await database.query(
    'select release_worker(:workerId::uuid, :error::jsonb, :logLocation::text) as result',
    { workerId: uuid(workerId), error: json(error), logLocation },
    resultRow(jsonColumn(releasedSchema)),
    // The first call leaves the worker GONE and without runs, so that a second one charges no attempt; what it then does
    // not tell of is found by the runs' own watchdogs.
    'settled',
  );
  return only(rows).result.released;
}

const silentWorkerSchema = z.object({
  workerId: workerIdSchema,
  glueRunId: z.string().nullable(),
  silentSeconds: z.number().int(),
});
export type SilentWorker = z.output<typeof silentWorkerSchema>;

/** Workers of a job type that should live but have given no sign of life for longer than `seconds`. */
export function silentWorkers(database: Database, jobType: string, seconds: number): Promise<SilentWorker[]> {
  return database.query(
    `select worker_id as "workerId", glue_run_id as "glueRunId",
            floor(extract(epoch from clock_timestamp() - heartbeat_at))::integer as "silentSeconds"
       from worker
      where job_type = :jobType and state <> 'GONE'
        and heartbeat_at < clock_timestamp() - :seconds::integer * interval '1 second'
      order by heartbeat_at`,
    { jobType, seconds },
    silentWorkerSchema,
    'reads',
  );
}

const knownWorkerSchema = z.object({ workerId: workerIdSchema, jobType: z.string() });

/** The worker that a Glue job run is; undefined when it is none of ours, or not remembered yet. */
export async function workerOfGlueRun(
  database: Database,
  glueRunId: string,
): Promise<z.output<typeof knownWorkerSchema> | undefined> {
  const rows = await database.query(
    'select worker_id as "workerId", job_type as "jobType" from worker where glue_run_id = :glueRunId',
    { glueRunId },
    knownWorkerSchema,
    'reads',
  );
  return rows[0];
}
