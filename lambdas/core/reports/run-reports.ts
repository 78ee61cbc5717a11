import { z } from 'zod';
import { type Database, uuid } from '../database/database.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { bytesOf, documentRowSchema, documentsOf, momentOf, momentSchema, pageBytes } from './documents.ts';
import { readPage } from './page.ts';
import {
  correctionSchema,
  type Run,
  type RunDetail,
  type RunPage,
  rejectCountSchema,
  relatedRunSchema,
  runEventSchema,
  runRequestSchema,
  runSchema,
} from './run.ts';
import { correctionDocument, eventDocument, relatedDocument, requestDocument, runDocument } from './run-document.ts';
import { newestRuns, type RunFilter } from './run-list.ts';

export interface RunQuery extends RunFilter {
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

export type LogLink = (logLocation: string) => string | null;

const positionSchema = z.tuple([momentSchema, z.uuid()]);

export class DatabaseRunReports implements RunReports {
  readonly #database: Database;
  readonly #logLink: LogLink;

  /** @param logLink the address under which a browser shows the log at a place; null where there is none */
  constructor(database: Database, logLink: LogLink = () => null) {
    this.#database = database;
    this.#logLink = logLink;
  }

  async list(query: RunQuery): Promise<RunPage> {
    const list = listName(query);
    const [createdAt, runId] = query.cursor === undefined ? [] : readCursor(list, positionSchema, query.cursor);
    const after = createdAt === undefined || runId === undefined ? undefined : { createdAt, runId };
    const { sql, parameters } = newestRuns(query, after);
    const { rows, more } = await readPage(this.#database, {
      tables: `
        chosen as (${sql}),
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
    const rows = await this.#database.query(detailSql, { runId: uuid(runId) }, documentRowSchema, 'reads');
    const [run] = documentsOf(rows, 'run', runSchema);
    if (run === undefined) {
      return undefined;
    }
    return {
      ...run,
      corrections: documentsOf(rows, 'corrections', correctionSchema),
      supersedes: documentsOf(rows, 'supersedes', relatedRunSchema),
      duplicates: documentsOf(rows, 'duplicates', relatedRunSchema),
      logUrl: run.logLocation === null ? null : this.#logLink(run.logLocation),
      requests: documentsOf(rows, 'request', runRequestSchema),
      events: documentsOf(rows, 'event', runEventSchema),
      rejectCounts: documentsOf(rows, 'reject', rejectCountSchema),
    };
  }

  async run(runId: string): Promise<Run | undefined> {
    const sql = `select 'run' as kind, ${runDocument}::text as document from run where run.run_id = :runId::uuid`;
    const rows = await this.#database.query(sql, { runId: uuid(runId) }, documentRowSchema, 'reads');
    return documentsOf(rows, 'run', runSchema)[0];
  }
}

/** What ties a cursor to a list. */
const listName = ({ states, jobType, createdFrom, createdTo, search }: RunFilter): readonly unknown[] => [
  'runs',
  [...states].sort(),
  jobType ?? '',
  createdFrom ?? '',
  createdTo ?? '',
  search ?? '',
];

const relatedBy = (kind: string, column: string, document = relatedDocument, most = 100): string => `
    union all
    (select '${kind}', row_number() over (order by related.created_at desc, related.run_id desc), ${document}::text
       from run related where related.${column} = :runId::uuid
      order by related.created_at desc, related.run_id desc limit ${most})`;

/**
 * Counts of quarantined rows belong to the attempt that closed the run; a run that is open again has none. Of very many
 * events the newest are given, as many as fit the answer.
 */
const detailSql = `
  with event as materialized (
    select event.event_id, (${eventDocument})::text as document from run_event event where event.run_id = :runId::uuid
  ),
  sized as (select event_id, document, sum(${bytesOf('document')}) over (order by event_id desc) as bytes from event),
  answer as (
    select 'run' as kind, 0 as place, ${runDocument}::text as document from run where run.run_id = :runId::uuid
    union all
    select 'event', event_id, document from sized where bytes <= ${pageBytes - 400_000}
    union all
    select 'reject', row_number() over (order by rejected.count desc, rejected.role, rejected.reason, rejected.column_name),
           json_strip_nulls(json_build_object('role', nullif(rejected.role, ''), 'reason', rejected.reason,
             'column', rejected.column_name, 'count', rejected.count))::text
      from run_reject_count rejected join run on run.run_id = rejected.run_id
     where run.run_id = :runId::uuid and run.rows_quarantined > 0 and rejected.attempt = run.attempts
    union all
    (select 'request', row_number() over (order by request.received_at, request.request_id), ${requestDocument}::text
       from request where request.run_id = :runId::uuid order by request.received_at, request.request_id limit 50)
    ${relatedBy('supersedes', 'superseded_by')}
    ${relatedBy('duplicates', 'duplicate_of')}
    ${relatedBy('corrections', 'corrects', correctionDocument, 50)}
  )
  select kind, document from answer order by kind, place`;
