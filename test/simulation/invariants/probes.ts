import type { Clouds } from '../functions.ts';

/**
 * Writes that the database must refuse, whatever the code does, each in a transaction that is rolled back. A probe that
 * finds no row to spoil says nothing.
 */
export const PROBES: Readonly<Record<string, string>> = {
  'a second run for one version': `
    insert into run (run_id, job_type, identity, lineage, state) select gen_random_uuid(), job_type, identity, lineage, 'PENDING' from run limit 1`,
  'two runs that wait for the files of one batch': `
    insert into run (run_id, job_type, identity, lineage, state, waiting_for, missing_roles)
    select gen_random_uuid(), 'orders', 'waits ' || n, 'folder', 'PENDING', 'files', '{lines}' from generate_series(1, 2) as n`,
  'a run that waits for files and has them': `
    insert into run (run_id, job_type, identity, lineage, state, waiting_for)
    values (gen_random_uuid(), 'orders', 'waits', 'folder', 'PENDING', 'files')`,
  'a published run that lacks a file': `update run set missing_roles = '{lines}' where state = 'SUCCEEDED'`,
  'a run that gives up before its time': `
    select from simulated.waiting_batch() as run_id, lateral give_up_waiting(run_id) as told where told ->> 'state' = 'REJECTED'`,
  'a row that is neither counted nor quarantined': `update run set rows_read = rows_read + 1 where rows_read is not null and corrects is null`,
  'a closed run with a worker': `
    update run set worker_id = (select min(worker_id::text)::uuid from worker) where ended_at is not null and exists (select from worker)`,
  'a closed run without an end': `update run set ended_at = null where ended_at is not null`,
  'a published run without its attempt': `update run set published_attempt = null where state = 'SUCCEEDED'`,
  'a repeat without its original': `update run set duplicate_of = null where state = 'DUPLICATE'`,
  'figures of a rejected run': `update run set counts = true where state = 'REJECTED'`,
  'an error without words': `update run set error_message = null where error_code is not null`,
  'a rejection without a reason': `update run set error_code = null, error_message = null where state = 'REJECTED'`,
  'a published run without rows': `
    update run set rows_read = null, rows_counted = null, rows_quarantined = null where state = 'SUCCEEDED' and rows_corrected = 0`,
  'more corrected rows than quarantined ones': `update run set rows_corrected = rows_quarantined + 1 where corrects is null and rows_quarantined is not null`,
  'a line that is corrected twice': `
    with standing as (
      select corrects, block, lines, run_id, attempt, lead(run_id) over w as other from run_corrected_lines where stands
      window w as (partition by corrects, block order by run_id))
    update run_corrected_lines twice set lines = standing.lines
      from standing where twice.run_id = standing.other and twice.corrects = standing.corrects and twice.block = standing.block`,
  'lines outside their block': `update run_corrected_lines set block = block + 7`,
  'lines that stand though their run does not': `update run_corrected_lines set stands = not stands`,
  'a figure of no rows': `update branch_stats_figure set count = 0, sum = 0, min = least(min, 0), max = greatest(max, 0)`,
  'a least amount above the greatest': `update branch_stats_figure set min = max + 1, sum = count * max`,
  'a sum beyond its bounds': `update branch_stats_figure set sum = count * max + 1`,
  'two versions in one place': `update source_version set ordinal = 1 where key in (select key from source_version group by key having count(*) > 1)`,
  'one id for two requests': `
    insert into request (request_id, contents, origin, error_code, error_message)
    select request_id, contents || '!', origin, 'other', 'other' from request where error_code is distinct from 'request-id-taken' limit 1`,
  'a request with neither a run nor a refusal': `update request set run_id = null, error_code = null, error_message = null`,
  'fewer rows than were counted': `
    select publish_run(run_id, worker_id, attempts, jsonb_build_object('rowsRead', n, 'rowsCounted', n, 'rowsQuarantined', 0))
      from simulated.held_again() run, lateral (select rows_counted + 1 as n) more`,
  'a worker that leaves with a run in its hands': `
    select from simulated.held_again() run, lateral (select retire_worker(run.worker_id) as has_left) leaving where has_left`,
  'two workers of one job run': `update worker set glue_run_id = 'jr' where (select count(*) from worker) > 1`,
};

/**
 * `spoils` tells whether a write is let through, and leaves no trace of it. `held_again` gives a published file back to some
 * worker that lives again, as if it were not published yet. `waiting_batch` makes a run that lacks a file.
 */
export const PROBING = `
  create function simulated.spoils(p_sql text) returns boolean language plpgsql as $$
  declare
    v_rows bigint;
  begin
    execute p_sql;
    get diagnostics v_rows = row_count;
    set constraints all immediate;
    raise exception using errcode = case when v_rows > 0 then 'SPOIL' else 'SPARE' end;
  exception
    when integrity_constraint_violation or raise_exception or sqlstate 'SPARE' then return false;
    when sqlstate 'SPOIL' then return true;
  end
  $$;
  create function simulated.held_again() returns setof run language sql as $$
    update worker set state = 'AWAKE', ended_at = null
     where worker_id = (select worker_id from worker order by worker_id limit 1);
    update run set state = 'IN_PROGRESS', worker_id = (select worker_id from worker order by worker_id limit 1),
                   counts = false, published_attempt = null, ended_at = null
     where run_id = (select run_id from run where stands and corrects is null order by run_id limit 1)
       and exists (select from worker)
    returning *
  $$;
  create function simulated.waiting_batch() returns uuid language sql as $$
    insert into run (run_id, job_type, identity, lineage, state, waiting_for, missing_roles, wait_until)
    values (gen_random_uuid(), 'orders', 'waits', 'folder', 'PENDING', 'files', '{lines}', clock_timestamp() + interval '1 second')
    returning run_id
  $$`;

/** Tries every forbidden write. */
export async function probe({ world, rdsData }: Clouds): Promise<void> {
  const spoiled = await rdsData.ask(
    'select what from jsonb_each_text($1::jsonb) as probe (what, sql) where simulated.spoils(sql)',
    [JSON.stringify(PROBES)],
  );
  for (const [what] of spoiled) world.violated('the database refuses what must never be', String(what));
}
