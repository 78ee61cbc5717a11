import { z } from 'zod';
import { type Database, json, jsonColumn, resultRow, uuid } from '../database/index.ts';
import type { Pace } from '../job-types/index.ts';
import {
  type NewRun,
  type RunId,
  type RunState,
  runIdSchema,
  runStateSchema,
  type WatchedRun,
  watchedRunSchema,
} from '../runs/index.ts';

const recordedSchema = z.object({
  runId: runIdSchema,
  state: runStateSchema,
  recorded: z.boolean(),
  restSeconds: z.number().int().min(0).optional(),
});
/**
 * `recorded` is false when the run was there already; `restSeconds` is how long it may wait for further files, where that
 * is told: else its watchdog finds out.
 */
export type RecordedRun = z.output<typeof recordedSchema>;

/** Records a run once, however often it is called with the same identity. */
export async function recordRun(database: Database, run: NewRun): Promise<RecordedRun> {
  const sql = 'select record_run(:run::jsonb) as result';
  // A second call is stopped by run's unique (job_type, identity), and gives the run that the first one recorded.
  return only(await database.query(sql, { run: json(run) }, resultRow(jsonColumn(recordedSchema)), 'settled')).result;
}

/** A run as its watchdog needs it; undefined when there is no such run. */
export async function readWatchedRun(database: Database, runId: RunId): Promise<WatchedRun | undefined> {
  const rows = await database.query(
    `select run_id as "runId", job_type as "jobType", state, waiting_for as "waitingFor", worker_id as "workerId",
            ceil(greatest(extract(epoch from not_before - clock_timestamp()), 0))::integer as "readyInSeconds",
            ceil(extract(epoch from date_trunc('day', clock_timestamp() at time zone 'UTC') + interval '1 day'
                                    - clock_timestamp() at time zone 'UTC'))::integer as "dayEndsInSeconds",
            rest_seconds(run_id) as "restSeconds",
            clock_timestamp()::text as "seenAt", coalesce(watched_until > clock_timestamp(), false) as "isWatched",
            floor(extract(epoch from clock_timestamp() - created_at))::integer as "openSeconds",
            (select coalesce(sum(size), 0) from run_source where run_source.run_id = run.run_id) as "bytes"
       from run where run_id = :runId::uuid`,
    { runId: uuid(runId) },
    watchedRunSchema,
    'reads',
  );
  return rows[0];
}

/**
 * Notes that a watchdog of a run is on its way, which comes no sooner than some seconds after the run was seen.
 * @param seenAt of the run as it was read before the watchdog was sent
 */
export async function noteWatchdog(database: Database, runId: RunId, seenAt: string, seconds: number): Promise<void> {
  const sql = 'select note_watchdog(:runId::uuid, :seenAt::timestamptz, :seconds::integer)::text as result';
  // The latest of all moments stands, however often one is noted.
  await database.query(sql, { runId: uuid(runId), seenAt, seconds }, z.unknown(), 'settled');
}

const latenessSchema = z.object({
  isLate: z.boolean(),
  openSeconds: z.number().int(),
  expectedSeconds: z.number().int(),
});

/** Judges whether an open run is late for its size and for the runs before it, and keeps it in its history when it is. */
export async function noteLateness(
  database: Database,
  runId: RunId,
  { startSeconds, runSeconds, bytesPerSecond }: Pace,
): Promise<z.output<typeof latenessSchema>> {
  const rows = await database.query(
    'select note_lateness(:runId::uuid, :startSeconds::integer, :runSeconds::integer, :bytesPerSecond::bigint) as result',
    { runId: uuid(runId), startSeconds, runSeconds, bytesPerSecond },
    resultRow(jsonColumn(latenessSchema)),
    'settled', // the history is told once, however often it is noted
  );
  return only(rows).result;
}

const stateSchema = z.object({ state: runStateSchema });

/** Ends the waiting of a run whose files have not come in time; gives its state, which an earlier end leaves as it is. */
export async function giveUpWaiting(database: Database, runId: RunId): Promise<RunState> {
  const sql = 'select give_up_waiting(:runId::uuid) as result';
  const row = resultRow(jsonColumn(stateSchema));
  return only(await database.query(sql, { runId: uuid(runId) }, row, 'settled')).result.state;
}

const backoffSchema = z.object({ runId: runIdSchema, seconds: z.number().int().min(0) });

/** The pending run of a job type whose pause between two attempts ends first; undefined when none is pausing. */
export async function nextAfterPause(
  database: Database,
  jobType: string,
): Promise<z.output<typeof backoffSchema> | undefined> {
  const rows = await database.query(
    `select run_id as "runId", ceil(extract(epoch from not_before - clock_timestamp()))::integer as "seconds"
       from run where job_type = :jobType and state = 'PENDING' and not_before > clock_timestamp()
      order by not_before limit 1`,
    { jobType },
    backoffSchema,
    'reads',
  );
  return rows[0];
}

/** @throws Error when a statement that always gives one row gave none. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) {
    throw new Error('The database answered without a row.');
  }
  return row;
}
