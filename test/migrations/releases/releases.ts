/**
 * What deployed code sends to the database, release by release. Code and schema never change in the same instant: workers
 * that run go on with what they were started with, and the functions are replaced after the migrations. So what stands
 * here is never edited; a release whose statements differ from those before it is added.
 */
export interface Release {
  readonly name: string;
  /** The last migration that it came with. */
  readonly lastMigration: number;
  readonly statements: Readonly<Record<Call, string>>;
}

export type Call =
  | 'record'
  | 'watch'
  | 'reserve'
  | 'started'
  | 'claim'
  | 'heartbeat'
  | 'identify'
  | 'stage'
  | 'publish'
  | 'reject'
  | 'fail'
  | 'retire'
  | 'release'
  | 'retry'
  | 'withdraw'
  | 'restore';

const held = ':run_id::uuid, :worker_id::uuid, :attempt::integer';

const firstStatements: Release['statements'] = {
  record: 'select record_run(:run::jsonb) as result',
  watch: `select run_id as "runId", job_type as "jobType", state, waiting_for as "waitingFor", worker_id as "workerId",
            ceil(greatest(extract(epoch from not_before - clock_timestamp()), 0))::integer as "readyInSeconds"
       from run where run_id = :run_id::uuid`,
  reserve: 'select reserve_worker(:job_type, :worker_id::uuid, :limit::integer) as result',
  started: 'select worker_started(:worker_id::uuid, :glue_run_id)::text as result',
  claim: 'select claim_run(:worker_id::uuid) as result',
  heartbeat:
    'select heartbeat(:worker_id::uuid, :run_id::uuid, :attempt::integer, :step::text, :rows::bigint) as result',
  identify: `select identify_run(${held}, :sources::jsonb) as result`,
  stage: `insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
     select :run_id::uuid, :attempt::integer, branch_code, count, min, max, sum
       from jsonb_to_recordset(:rows::jsonb) as figure (branch_code text, count bigint, min numeric, max numeric, sum numeric)
      where exists (select from run where run_id = :run_id::uuid and attempts = :attempt::integer
                       and worker_id = :worker_id::uuid and state = 'IN_PROGRESS')
     on conflict do nothing`,
  publish: `select publish_run(${held}, :summary::jsonb) as result`,
  reject: `select reject_run(${held}, :summary::jsonb, :error::jsonb) as result`,
  fail: `select fail_attempt(${held}, :error::jsonb, :log_location::text) as result`,
  retire: 'select retire_worker(:worker_id::uuid) as result',
  release: 'select release_worker(:worker_id::uuid, :error::jsonb, :log_location::text) as result',
  retry: 'select retry_run(:run_id::uuid, :force) as result',
  withdraw: 'select withdraw_run(:run_id::uuid, :reason) as result',
  restore: 'select restore_run(:run_id::uuid, :reason) as result',
};

export const releases: readonly Release[] = [
  { name: 'the path of a file', lastMigration: 3, statements: firstStatements },
  { name: 'lists of branches', lastMigration: 4, statements: firstStatements },
  {
    name: 'corrections',
    lastMigration: 8,
    statements: {
      ...firstStatements,
      claim: 'select claim_run(:worker_id::uuid, true) as result',
      heartbeat: `select heartbeat(:worker_id::uuid, :run_id::uuid, :attempt::integer, :step::text, :rows::bigint,
        :bytes::bigint) as result`,
    },
  },
];
