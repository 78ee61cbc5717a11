import { z } from 'zod';
import { type Database, json, type Parameter, uuid } from '../database/database.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { bytesOf, documentRowSchema, documentsOf, momentOf, momentSchema, pageBytes } from './documents.ts';
import { contains, readPage } from './page.ts';
import {
  type Run,
  type RunDetail,
  type RunPage,
  type RunState,
  rejectCountSchema,
  runEventSchema,
  runSchema,
} from './run.ts';
import { eventDocument, runDocument } from './run-document.ts';

export interface RunQuery {
  /** None: runs in any state. */
  readonly states: readonly RunState[];
  readonly jobType?: string | undefined;
  /** A substring of a source key, the run id or the request id; upper and lower case alike. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads run records. */
export interface RunReports {
  /** The newest first. @throws {CursorError} */
  list(query: RunQuery): Promise<RunPage>;
  /** Undefined when there is no such run. */
  detail(runId: string): Promise<RunDetail | undefined>;
  /** Undefined when there is no such run. */
  run(runId: string): Promise<Run | undefined>;
}

const positionSchema = z.tuple([momentSchema, z.uuid()]);

export class DatabaseRunReports implements RunReports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(query: RunQuery): Promise<RunPage> {
    const list = ['runs', [...query.states].sort(), query.jobType ?? '', query.search ?? ''];
    const { conditions, parameters } = filter(query);
    if (query.cursor !== undefined) {
      const [createdAt, runId] = readCursor(list, positionSchema, query.cursor);
      conditions.push('(run.created_at, run.run_id) < (:createdAt::timestamptz, :runId::uuid)');
      Object.assign(parameters, { createdAt, runId: uuid(runId) });
    }
    const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
    const { rows, more } = await readPage(this.#database, {
      tables: `
        chosen as (
          select run.* from run ${where} order by run.created_at desc, run.run_id desc limit :limit + 1
        ),
        candidate as (
          select row_number() over (order by run.created_at desc, run.run_id desc) as place,
                 jsonb_build_array(${momentOf('run.created_at')}, run.run_id) as at, ${runDocument} as document
            from chosen run
        )`,
      parameters,
      limit: query.limit,
    });
    return {
      items: documentsOf(rows, 'item', runSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
    };
  }

  async detail(runId: string): Promise<RunDetail | undefined> {
    const rows = await this.#database.query(detailSql, { runId: uuid(runId) }, documentRowSchema);
    const [run] = documentsOf(rows, 'run', runSchema);
    if (run === undefined) {
      return undefined;
    }
    return {
      ...run,
      events: documentsOf(rows, 'event', runEventSchema),
      rejectCounts: documentsOf(rows, 'reject', rejectCountSchema),
    };
  }

  async run(runId: string): Promise<Run | undefined> {
    const sql = `select 'run' as kind, ${runDocument}::text as document from run where run.run_id = :runId::uuid`;
    const rows = await this.#database.query(sql, { runId: uuid(runId) }, documentRowSchema);
    return documentsOf(rows, 'run', runSchema)[0];
  }
}

function filter(query: RunQuery): { conditions: string[]; parameters: Record<string, Parameter> } {
  const conditions: string[] = [];
  const parameters: Record<string, Parameter> = {};
  if (query.states.length > 0) {
    conditions.push('run.state = any (array(select jsonb_array_elements_text(:states::jsonb)))');
    parameters['states'] = json(query.states);
  }
  if (query.jobType !== undefined) {
    conditions.push('run.job_type = :jobType');
    parameters['jobType'] = query.jobType;
  }
  if (query.search !== undefined && query.search !== '') {
    const ofSources = `exists (select from run_source source where source.run_id = run.run_id and ${contains('source.key')})`;
    conditions.push(`(${contains('run.run_id::text')} or ${contains('run.request_id')} or ${ofSources})`);
    parameters['search'] = query.search;
  }
  return { conditions, parameters };
}

/**
 * Counts of quarantined rows belong to the attempt that closed the run; a run that is open again has none. Of very many
 * events the newest are given, as many as fit the answer.
 */
const detailSql = `
  with event as (
    select event.event_id, ${eventDocument} as document from run_event event where event.run_id = :runId::uuid
  ),
  sized as (select event_id, document, sum(${bytesOf('document')}) over (order by event_id desc) as bytes from event),
  answer as (
    select 'run' as kind, 0 as place, ${runDocument}::text as document from run where run.run_id = :runId::uuid
    union all
    select 'event', event_id, document::text from sized where bytes <= ${pageBytes - 200_000}
    union all
    select 'reject', row_number() over (order by rejected.count desc, rejected.reason, rejected.column_name),
           jsonb_build_object('reason', rejected.reason, 'column', rejected.column_name, 'count', rejected.count)::text
      from run_reject_count rejected join run on run.run_id = rejected.run_id
     where run.run_id = :runId::uuid and run.rows_quarantined > 0 and rejected.attempt = run.attempts
  )
  select kind, document from answer order by kind, place`;
