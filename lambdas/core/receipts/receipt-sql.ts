import { timeOf } from '../reports/documents.ts';

/** As in the reports: a row of the Data API ends at 64 KB. In characters. */
const longestMessage = 8000;

const sources = `(
  select coalesce(json_agg(json_build_object('role', source.role, 'bucket', source.bucket, 'key', source.key,
           'versionId', source.version_id, 'size', source.size, 'checksum', source.checksum,
           'landedAt', ${timeOf('source.landed_at')}) order by source.position), '[]')
    from run_source source where source.run_id = run.run_id)`;

const quarantined = `(
  select coalesce(json_agg(json_build_object('reason', rejected.reason, 'column', rejected.column_name,
           'count', rejected.count) order by rejected.reason collate "C", rejected.column_name collate "C"), '[]')
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

/** One more of the run's own figures than `:limit`, behind the branch `:after`; the empty text is before every branch. */
export const figuresPageSql = `
  candidate as (
    select row_number() over (order by chosen.branch_code) as place, to_jsonb(chosen.branch_code) as at,
           json_build_object('branchCode', chosen.branch_code, 'count', chosen.count, 'min', chosen.min::text,
             'max', chosen.max::text, 'sum', chosen.sum::text) as document
      from (select figure.* from branch_stats_figure figure join run on run.run_id = figure.run_id
             where run.run_id = :runId::uuid and figure.attempt = run.published_attempt
               and figure.branch_code > :after::text
             order by figure.branch_code limit :limit + 1) chosen
  )`;
