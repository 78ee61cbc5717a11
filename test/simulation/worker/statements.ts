/** The statements that a worker sends: run_queue.py, staging.py and corrected_lines.py, word for word. */
export const STATEMENTS = {
  claim: 'select claim_run(:worker_id::uuid, true) as result',
  /** Of a worker whose code is older than corrections. */
  claimAsOlderCode: 'select claim_run(:worker_id::uuid) as result',
  heartbeat:
    'select heartbeat(:worker_id::uuid, :run_id::uuid, :attempt::integer, :step::text, :rows::bigint, :bytes::bigint) as result',
  identify:
    'select with_replies(:run_id::uuid, identify_run(:run_id::uuid, :worker_id::uuid, :attempt::integer, :sources::jsonb)) as result',
  correctionTarget: 'select correction_target(:run_id::uuid) as result',
  correctedLines: 'select block, lines from corrected_lines(:target::uuid, :lineage::text, :after::bigint)',
  stage:
    'insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)' +
    ' select :run_id::uuid, :attempt::integer, branch_code, count, min, max, sum' +
    ' from jsonb_to_recordset(:rows::jsonb) as figure (branch_code text, count bigint, min numeric, max numeric, sum numeric)' +
    ' where exists (select from run where run_id = :run_id::uuid and attempts = :attempt::integer' +
    " and worker_id = :worker_id::uuid and state = 'IN_PROGRESS')" +
    ' on conflict do nothing',
  stageLines: 'select stage_corrected_lines(:run_id::uuid, :worker_id::uuid, :attempt::integer, :blocks::jsonb)::text',
  publish:
    'select with_replies(:run_id::uuid, publish_run(:run_id::uuid, :worker_id::uuid, :attempt::integer, :summary::jsonb)) as result',
  reject:
    'select with_replies(:run_id::uuid, reject_run(:run_id::uuid, :worker_id::uuid, :attempt::integer, :summary::jsonb, :error::jsonb)) as result',
  fail: 'select with_replies(:run_id::uuid, fail_attempt(:run_id::uuid, :worker_id::uuid, :attempt::integer, :error::jsonb, :log_location::text)) as result',
  retire: 'select retire_worker(:worker_id::uuid) as result',
  release: 'select release_worker(:worker_id::uuid, :error::jsonb, :log_location::text) as result',
} as const;
