import { z } from 'zod';
import { type Database, json, jsonColumn, resultRow, uuid } from '../database/index.ts';
import { bytesOf, pageBytes } from '../reports/documents.ts';
import { only } from '../run-store/index.ts';
import { CLOSED_STATES, type RunId, runIdSchema } from '../runs/index.ts';
import type { ReplyPlace } from './reply.ts';

/** A request by which a reply is found. */
export interface RequestKey {
  readonly requestId: string;
  readonly contents: string;
}

/** Whose replies are meant: those of a closed run, or that of one refused request. */
export type Whose = RunId | RequestKey;

const error = z.object({ code: z.string(), message: z.string() });

const dueReplySchema = z.object({
  requestId: z.string(),
  contents: z.string(),
  request: jsonColumn(
    z.object({
      jobType: z.string().nullable(),
      source: z.string().nullable(),
      versionId: z.string().nullable(),
      parameters: z.record(z.string(), z.string()),
    }),
  ),
  runId: runIdSchema.nullable(),
  refusal: jsonColumn(error).nullable(),
  sealedSha256: z.string().nullable(),
  sealedKey: z.string().nullable(),
  /** How the run ended; null when there is none. */
  state: z.enum(CLOSED_STATES).nullable(),
  /** Tries in a row in which the text could not be made. */
  textFailures: z.number(),
});
/** A reply that can be sent now. */
export type DueReply = z.output<typeof dueReplySchema>;

export function dueReplies(database: Database, whose: Whose): Promise<DueReply[]> {
  const [runId, request] = typeof whose === 'string' ? [uuid(whose), undefined] : [null, whose];
  return database.query(
    `select request_id as "requestId", contents, run_id as "runId", reply_sha256 as "sealedSha256",
            reply_key as "sealedKey", reply_text_failures as "textFailures",
            (select run.state from run where run.run_id = due.run_id) as state,
            jsonb_build_object('jobType', job_type, 'source', source, 'versionId', asked_version,
                               'parameters', parameters) as request,
            case when run_id is null
                 then jsonb_build_object('code', error_code, 'message', error_message) end as refusal
       from due_replies(:runId::uuid, :requestId::text, :contents::text) as due`,
    { runId, requestId: request?.requestId ?? null, contents: request?.contents ?? null },
    dueReplySchema,
  );
}

const endedRunSchema = z.object({
  state: z.enum(CLOSED_STATES),
  jobType: z.string(),
  duplicateOf: runIdSchema.nullable(),
  error: jsonColumn(error).nullable(),
  source: jsonColumn(
    z.object({
      bucket: z.string(),
      key: z.string(),
      versionId: z.string(),
      size: z.number(),
      checksum: z.string().nullable(),
    }),
  ),
  /** The run whose figures tell the result; null when there are none. */
  figuresOf: runIdSchema.nullable(),
  rowsRead: z.number().nullable(),
  rowsCounted: z.number().nullable(),
  rowsQuarantined: z.number().nullable(),
});
export type EndedRun = z.output<typeof endedRunSchema>;

/** How a run ended; of a DUPLICATE with the rows of the run that it repeats. Undefined while it is open. */
export async function endedRun(database: Database, runId: RunId): Promise<EndedRun | undefined> {
  const rows = await database.query(
    `select run.state, run.job_type as "jobType", run.duplicate_of as "duplicateOf",
            told.rows_read as "rowsRead", told.rows_counted as "rowsCounted", told.rows_quarantined as "rowsQuarantined",
            case when told.published_attempt is not null then told.run_id end as "figuresOf",
            case when run.error_code is not null
                 then jsonb_build_object('code', run.error_code, 'message', left(run.error_message, 8000)) end as error,
            jsonb_build_object('bucket', source.bucket, 'key', source.key, 'versionId', source.version_id,
                               'size', source.size, 'checksum', source.checksum) as source
       from run
       join run told on told.run_id = coalesce(run.duplicate_of, run.run_id)
       join run_source source on source.run_id = run.run_id and source.position = 0
      where run.run_id = :runId::uuid and run.ended_at is not null`,
    { runId: uuid(runId) },
    endedRunSchema,
  );
  return rows[0];
}

const figureRowSchema = z.object({ place: z.string(), figure: z.string() });
const MOST_FIGURES_A_PAGE = 4000;

/**
 * The published figures of a run as JSON texts, in the order of their groups. What is published never changes.
 * @returns undefined when they are more bytes of UTF-8 than `mostBytes`
 */
export async function publishedFigures(
  database: Database,
  runId: RunId,
  mostBytes: number,
): Promise<string[] | undefined> {
  const figures: string[] = [];
  let bytes = 0;
  for (let after = ''; ; ) {
    const rows = await database.query(
      `with page as materialized (
         select row_number() over () as number, place, figure
           from run_figures(:runId::uuid, :after, :most::integer)),
       sized as (
         select number, place, figure, sum(${bytesOf('figure')} + ${bytesOf('place')}) over (order by number) as bytes
           from page)
       select place, figure from sized where bytes <= ${pageBytes} or number = 1 order by number`,
      { runId: uuid(runId), after, most: MOST_FIGURES_A_PAGE },
      figureRowSchema,
    );
    const last = rows.at(-1);
    if (last === undefined) {
      return figures;
    }
    for (const { figure } of rows) {
      figures.push(figure);
      bytes += Buffer.byteLength(figure, 'utf8');
    }
    if (bytes > mostBytes) {
      return undefined;
    }
    after = last.place;
  }
}

export interface NewReply {
  readonly place: ReplyPlace;
  /** Whether the message is the text itself. */
  readonly isInline: boolean;
  /** Why the text holds no result though there is one; null when it holds it. */
  readonly withheld: string | null;
}

/**
 * Keeps which text the reply is, unless another is kept by now.
 * @param insteadOf SHA-256 of the text that the caller knows to be kept, and to be lost
 * @returns SHA-256 of the text that holds
 */
export async function sealReply(
  database: Database,
  { requestId, contents }: RequestKey,
  insteadOf: string | null,
  { place: { key, sha256, size }, isInline, withheld }: NewReply,
): Promise<string> {
  const rows = await database.query(
    'select seal_reply(:requestId, :contents, :insteadOf::text, :reply::jsonb) as result',
    { requestId, contents, insteadOf, reply: json({ key, sha256, bytes: size, inline: isInline, withheld }) },
    z.object({ result: z.string() }),
  );
  return only(rows).result;
}

export async function replySent(database: Database, { requestId, contents }: RequestKey, to: string): Promise<void> {
  const sql = 'select reply_sent(:requestId, :contents, :to)::text as result';
  await database.query(sql, { requestId, contents, to }, z.unknown());
}

/** What could not be done: making the text, or keeping and sending it. */
export type ReplyStep = 'text' | 'send';

const triedSchema = z.object({ failures: z.number(), due: z.boolean() });

/**
 * Notes a try that failed.
 * @param cause in words, for the run's page
 * @returns how many have failed in a row, and whether the reply is still due
 */
export async function replyTryFailed(
  database: Database,
  { requestId, contents }: RequestKey,
  step: ReplyStep,
  cause: string,
  most: number,
): Promise<z.output<typeof triedSchema>> {
  const rows = await database.query(
    'select reply_try_failed(:requestId, :contents, :step, :cause, :most::integer) as result',
    { requestId, contents, step, cause, most },
    resultRow(jsonColumn(triedSchema)),
  );
  return only(rows).result;
}
