import { z } from 'zod';
import { type Database, json, jsonColumn, resultRow } from '../database/index.ts';
import type { By } from '../reports/run.ts';
import type { NewRequest, RequestError } from '../requests/index.ts';
import { type NewRun, type RunId, runIdSchema, runStateSchema } from '../runs/index.ts';
import { only } from './runs.ts';

const acceptedSchema = z.object({
  outcome: z.literal('accepted'),
  runId: runIdSchema,
  jobType: z.string(),
  state: runStateSchema,
  /** Whether the run was not there before. */
  recorded: z.boolean(),
  /** Of the run's first source. */
  key: z.string(),
  versionId: z.string(),
  /** Whether the reply can be sent now. */
  due: z.boolean(),
});
const refusedSchema = z.object({
  outcome: z.literal('refused'),
  due: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }),
});
/** The id stands for a request with other contents. */
const takenSchema = z.object({ outcome: z.literal('taken') });

const knownSchema = z.discriminatedUnion('outcome', [acceptedSchema, refusedSchema, takenSchema]);
export type AcceptedRequest = z.output<typeof acceptedSchema>;
export type KnownRequest = z.output<typeof knownSchema>;

/** The run of a request as it is known already, which is left as it is. Undefined when the id is new, or not for this. */
export async function requestedRun(
  database: Database,
  { requestId, contents }: NewRequest,
): Promise<RunId | undefined> {
  const rows = await database.query(
    'select run_id as "runId" from request where request_id = :requestId and contents = :contents and run_id is not null',
    { requestId, contents },
    z.object({ runId: runIdSchema }),
    'reads',
  );
  return rows[0]?.runId;
}

/** The request as it is known already; asking makes its reply due again. Undefined when the id is new. */
export async function knownRequest(database: Database, request: NewRequest): Promise<KnownRequest | undefined> {
  const sql = 'select known_request(:request::jsonb) as result';
  const row = resultRow(jsonColumn(knownSchema).nullable());
  return only(await database.query(sql, { request: json(request) }, row)).result ?? undefined;
}

/**
 * Records a request with its run, or attaches it to the run that is there; once, however often it is called.
 * @param by who asks; undefined for what nobody has signed in for
 */
export async function recordRequest(
  database: Database,
  request: NewRequest,
  run: NewRun,
  by?: By,
): Promise<KnownRequest> {
  const named = by === undefined ? {} : { by: json(by) };
  const sql = `select record_request(:request::jsonb, :run::jsonb${by === undefined ? '' : ', :by::jsonb'}) as result`;
  const parameters = { request: json(request), run: json(run), ...named };
  return only(await database.query(sql, parameters, resultRow(jsonColumn(knownSchema)))).result;
}

/** Records that a request was refused; an id that is taken is answered, and the first request is left as it is. */
export async function refuseRequest(database: Database, request: NewRequest, error: RequestError): Promise<void> {
  const sql = 'select refuse_request(:request::jsonb) as result';
  await database.query(sql, { request: json({ ...request, error }) }, z.unknown());
}
