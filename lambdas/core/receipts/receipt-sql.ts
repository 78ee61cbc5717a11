import { timeOf } from '../reports/documents.ts';

/** As in the reports: a row of the Data API ends at 64 KB. In characters. */
const longestMessage = 8000;

const sources = `(
  select coalesce(json_agg(json_build_object('role', source.role, 'bucket', source.bucket, 'key', source.key,
           'versionId', source.version_id, 'size', source.size, 'checksum', source.checksum,
           'landedAt', ${timeOf('source.landed_at')}) order by source.position), '[]')
    from run_source source where source.run_id = run.run_id)`;

/** The role stands only where there are several sources, so that receipts of before keep their hashes. */
const quarantined = `(
  select coalesce(json_agg(json_strip_nulls(json_build_object('role', nullif(rejected.role, ''), 'reason', rejected.reason,
           'column', rejected.column_name, 'count', rejected.count)) order by rejected.role collate "C",
           rejected.reason collate "C", rejected.column_name collate "C"), '[]')
    from run_reject_count rejected
   where rejected.run_id = run.run_id and rejected.attempt = run.attempts and run.rows_quarantined > 0)`;

const gone = `(
  select coalesce(json_agg(json_build_object('position', source.position, 'goneAt', ${timeOf('source.gone_at')})
           order by source.position), '[]')
    from run_source source where source.run_id = run.run_id and source.gone_at is not null)`;

const pinned = `json_build_object(
  'format', 1, 'runId', run.run_id, 'jobType', run.job_type, 'attempt', coalesce(run.published_attempt, run.attempts),
  'state', run.state, 'corrects', run.corrects, 'sources', ${sources}, 'bytesRead', run.bytes_read,
  'rowsRead', run.rows_read, 'rowsCounted', run.rows_counted, 'rowsQuarantined', run.rows_quarantined,
  'quarantined', ${quarantined}, 'declarationVersion', run.declaration_version, 'codeVersion', run.code_version,
  'sparkVersion', run.spark_version, 'startedAt', ${timeOf('run.started_at')}, 'endedAt', ${timeOf('run.ended_at')},
  'error', case when run.error_code is not null then
    json_build_object('code', run.error_code, 'message', left(run.error_message, ${longestMessage})) end,
  'figures', run.figures)`;

const standing = `json_build_object(
  'counts', run.counts, 'supersededBy', run.superseded_by, 'duplicateOf', run.duplicate_of,
  'withdrawnAt', ${timeOf('run.withdrawn_at')}, 'withdrawnReason', run.withdrawn_reason,
  'rowsCorrected', run.rows_corrected, 'rowsStillQuarantined', run.rows_quarantined - run.rows_corrected,
  'sourcesGone', ${gone})`;

/** The state of a run, and once it is closed its receipt in two parts. */
export const receiptSql = `
  select 'state' as kind, to_json(run.state)::text as document from run where run.run_id = :runId::uuid
  union all
  select 'pinned', ${pinned}::text from run where run.run_id = :runId::uuid and run.ended_at is not null
  union all
  select 'standing', ${standing}::text from run where run.run_id = :runId::uuid`;

/**
 * One more of the run's own figures than `:limit`, behind the place `:after`; the empty text is before all. Places are what
 * the job type's own function for replies makes of them: those of accounts are numbers.
 */
export const figuresPageSql = `
  candidate as (
    select figure.number as place, to_jsonb(figure.place) as at, figure.figure as document
      from run cross join lateral run_figures(run.run_id, :after::text, :limit::integer + 1)
           with ordinality as figure (place, figure, number)
     where run.run_id = :runId::uuid and run.published_attempt is not null
       and (run.job_type <> 'account-balances' or :after::text ~ '^[0-9]{0,18}$')
  )`;
