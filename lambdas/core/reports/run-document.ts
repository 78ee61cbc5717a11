import { timeOf } from './documents.ts';

/** A row of the Data API ends at 64 KB; Spark's messages may hold whole stack traces. In characters. */
const longestMessage = 8000;

/** The JSON of a row of the table `run_source`. SQL expression. */
export const sourceDocument = `jsonb_build_object('role', source.role, 'bucket', source.bucket, 'key', source.key,
  'versionId', source.version_id, 'size', source.size, 'checksum', source.checksum,
  'landedAt', ${timeOf('source.landed_at')}, 'goneAt', ${timeOf('source.gone_at')})`;

const sources = `(
  select coalesce(jsonb_agg(${sourceDocument} order by source.position), '[]')
    from run_source source where source.run_id = run.run_id)`;

const storedBytes =
  '(select coalesce(sum(source.size), 0)::bigint from run_source source where source.run_id = run.run_id)';

/** The worker may have been told its Glue run only after it claimed, so the worker is asked and not the event. */
const glueRunId = `(
  select worker.glue_run_id from run_event event join worker on worker.worker_id = (event.detail ->> 'workerId')::uuid
   where event.run_id = run.run_id and event.event = 'claimed' order by event.event_id desc limit 1)`;

/** Column to member of the run's JSON, for those that need nothing but another name. */
const asTheyAre: Readonly<Record<string, string>> = {
  runId: 'run_id',
  requestId: 'request_id',
  jobType: 'job_type',
  identity: 'identity',
  lineage: 'lineage',
  contentIdentity: 'content_identity',
  state: 'state',
  waitingFor: 'waiting_for',
  missingRoles: 'missing_roles',
  counts: 'counts',
  countDuplicate: 'count_duplicate',
  attempts: 'attempts',
  attemptsAllowed: 'attempts_allowed',
  publishedAttempt: 'published_attempt',
  workerId: 'worker_id',
  rowsRead: 'rows_read',
  rowsCounted: 'rows_counted',
  rowsQuarantined: 'rows_quarantined',
  rowsCorrected: 'rows_corrected',
  bytesRead: 'bytes_read',
  groups: 'groups',
  peakMemoryBytes: 'peak_memory_bytes',
  declarationVersion: 'declaration_version',
  codeVersion: 'code_version',
  sparkVersion: 'spark_version',
  logLocation: 'log_location',
  quarantinePrefix: 'quarantine_prefix',
  corrects: 'corrects',
  duplicateOf: 'duplicate_of',
  supersededBy: 'superseded_by',
  withdrawnReason: 'withdrawn_reason',
};

const times: Readonly<Record<string, string>> = {
  notBefore: 'not_before',
  withdrawnAt: 'withdrawn_at',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};

const members: readonly (readonly [string, string])[] = [
  ...Object.entries(asTheyAre).map(([member, column]) => [member, `run.${column}`] as const),
  ...Object.entries(times).map(([member, column]) => [member, timeOf(`run.${column}`)] as const),
  ['lineageOrder', 'run.lineage_order::text[]'],
  ['rowsStillQuarantined', 'run.rows_quarantined - run.rows_corrected'],
  ['dpuSeconds', 'run.dpu_seconds::text'],
  ['costUsd', 'run.cost_usd::text'],
  ['sources', sources],
  ['glueRunId', glueRunId],
  [
    'progress', // an attempt that has told no rows yet may still have the bytes of the one before in its record
    `case when run.state = 'IN_PROGRESS' then
       jsonb_build_object('step', run.step, 'rows', run.progress_rows,
         'bytes', case when run.progress_rows is not null then least(run.progress_bytes, ${storedBytes}) end,
         'bytesTotal', ${storedBytes}) end`,
  ],
  [
    'error',
    `case when run.error_code is not null then
       jsonb_build_object('code', run.error_code, 'message', left(run.error_message, ${longestMessage})) end`,
  ],
  [
    'durationMs', // greatest() alone would make 0 of an end that is missing
    `case when run.started_at is not null and run.ended_at is not null then
       greatest(0, floor(extract(epoch from run.ended_at - run.started_at) * 1000))::bigint end`,
  ],
];

/**
 * The JSON of a row of the table `run`. SQL expression of type json: so many members are written more quickly than they
 * are put in jsonb's order and then written.
 */
export const runDocument = `json_build_object(${members.map(([member, value]) => `'${member}', ${value}`).join(', ')})`;

/** The JSON of a row of the table `run_event`. SQL expression. */
export const eventDocument = `jsonb_build_object('attempt', event.attempt, 'at', ${timeOf('event.at')}, 'event', event.event,
  'by', event.by,
  'detail', case when octet_length(event.detail::text) <= ${4 * longestMessage} then event.detail
                 else jsonb_build_object('cut', left(event.detail::text, ${longestMessage})) end)`;

/** The JSON of a row of the table `request`. SQL expression. */
export const requestDocument = `jsonb_build_object('requestId', request.request_id, 'origin', request.origin, 'by', request.by,
  'parameters', request.parameters, 'receivedAt', ${timeOf('request.received_at')}, 'replyDue', request.reply_due,
  'replySentAt', ${timeOf('request.reply_sent_at')}, 'replySends', request.reply_sends,
  'replyBytes', request.reply_bytes, 'replyInline', request.reply_inline, 'replyTo', request.reply_to,
  'replyError', request.reply_error)`;

/** The JSON of a row of the table `run` that corrects another run. SQL expression. */
export const correctionDocument = `(
  select jsonb_build_object('runId', related.run_id, 'key', source.key, 'versionId', source.version_id,
           'state', related.state, 'createdAt', ${timeOf('related.created_at')}, 'counts', related.counts,
           'stands', related.stands, 'rowsRead', related.rows_read, 'rowsCounted', related.rows_counted,
           'rowsQuarantined', related.rows_quarantined, 'supersededBy', related.superseded_by,
           'withdrawnAt', ${timeOf('related.withdrawn_at')},
           'error', case when related.error_code is not null then
             jsonb_build_object('code', related.error_code, 'message', left(related.error_message, 500)) end)
    from run_source source where source.run_id = related.run_id and source.position = 0)`;

/** The JSON of a row of the table `run` where another run names it. SQL expression. */
export const relatedDocument = `(
  select jsonb_build_object('runId', related.run_id, 'key', source.key, 'versionId', source.version_id,
           'state', related.state, 'createdAt', ${timeOf('related.created_at')})
    from run_source source where source.run_id = related.run_id and source.position = 0)`;
