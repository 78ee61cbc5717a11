/**
 * What must hold about what counts whenever nobody is in the middle of a transaction: SQL that gives a row for everything
 * that breaks it.
 */
export const COUNTING: Readonly<Record<string, string>> = {
  'totals equal the merged figures of the runs that count': `
    with merged as (
      select branch_code, count(*) runs, sum(f.count) count, min(min) min, max(max) max, sum(sum) sum
        from branch_stats_figure f join run r on r.run_id = f.run_id and r.published_attempt = f.attempt
       where r.counts group by branch_code)
    (table merged except select branch_code, runs, count, min, max, sum from branch_stats_total)
    union all (select branch_code, runs, count, min, max, sum from branch_stats_total except table merged)`,
  'the headline is that of the totals': `
    (select count(*), coalesce(sum(sum), 0), min(min), max(max) from branch_stats_total)
    except all (select coalesce(max(branches), 0), coalesce(max(sum), 0), max(min), max(max) from branch_stats_headline)`,
  'the headline tells the rows of the runs that count': `
    (select count(*) filter (where corrects is null), count(*) filter (where corrects is not null),
            coalesce(sum(rows_read) filter (where corrects is null), 0),
            coalesce(sum(rows_counted) filter (where corrects is null), 0),
            coalesce(sum(rows_quarantined) filter (where corrects is null), 0),
            coalesce(sum(rows_counted) filter (where corrects is not null), 0)
       from run where counts and job_type = 'branch-stats')
    except all (select coalesce(max(runs), 0), coalesce(max(corrections), 0), coalesce(max(rows_read), 0),
                       coalesce(max(rows_counted), 0), coalesce(max(rows_quarantined), 0), coalesce(max(rows_corrected), 0)
                  from branch_stats_headline)`,
  'one version of a key counts at most': `
    select lineage from run where counts group by lineage having count(*) > 1`,
  'no older version counts once a newer one was published': `
    select old.run_id from run old join run new using (lineage)
     where old.counts and new.state = 'SUCCEEDED' and new.lineage_order > old.lineage_order`,
  'a published run counts unless it was superseded or withdrawn, a correction unless its target does not count either': `
    select run.run_id from run left join run target on target.run_id = run.corrects
     where run.counts <> (run.state = 'SUCCEEDED' and run.superseded_by is null and run.withdrawn_at is null
                          and coalesce(target.counts, true))`,
  'a line is corrected once among the corrections that stand': `
    select corrects, line from run_corrected_lines join run using (run_id, corrects), unnest(lines) as range,
           generate_series(lower(range), upper(range) - 1) as line
     where run.stands group by corrects, line having count(*) > 1`,
  'corrected lines stand when their run does, and are as many as it counted': `
    select run.run_id from run
      left join (select run_id, corrected.stands, sum(upper(range) - lower(range)) as lines
                   from run_corrected_lines corrected, unnest(lines) as range group by 1, 2) as corrected using (run_id)
     where run.corrects is not null and run.state = 'SUCCEEDED'
       and (corrected.stands, corrected.lines) is distinct from (run.stands, run.rows_counted::numeric)`,
  'a file tells how many of its quarantined rows are corrected': `
    select target.run_id from run target
      left join run correction on correction.corrects = target.run_id and correction.stands
     group by target.run_id having target.rows_corrected <> coalesce(sum(correction.rows_counted), 0)`,
  'the same bytes count once, but for those that a person forced': `
    select content_identity from run where counts group by content_identity
    having count(*) > 1 + count(*) filter (where count_duplicate)`,
  'a repeat repeats a run that counts, or is itself outdated': `
    select d.run_id from run d join run o on o.run_id = d.duplicate_of
     where d.state = 'DUPLICATE' and not case when d.corrects is null then o.counts else o.stands end
       and not exists (select from run newer where newer.lineage = d.lineage and newer.run_id <> d.run_id
                          and newer.state = 'SUCCEEDED' and newer.lineage_order > d.lineage_order)`,
};

/** All of them. */
export const ALWAYS: Readonly<Record<string, string>> = {
  ...COUNTING,
  'each object version has one run at most': `
    select bucket, key, version_id from run_source where role = 'transactions' group by 1, 2, 3 having count(*) > 1`,
  'rows are conserved': `
    select run_id from run where rows_read <> rows_counted + rows_quarantined
     union all
    select run_id from run where state = 'SUCCEEDED' and rows_counted is distinct from (
           select sum(count) from branch_stats_figure f where f.run_id = run.run_id and f.attempt = run.published_attempt)
     union all
    select run_id from run where state in ('SUCCEEDED', 'REJECTED') and coalesce(rows_quarantined, 0) <> (
           select coalesce(sum(count), 0) from run_reject_count rejected where rejected.run_id = run.run_id)`,
  'what is published has the receipt that was made of it': `
    select run_id from run where published_attempt is not null and figures is distinct from branch_stats_receipt(run_id, published_attempt)`,
  'attempts are no more than allowed, and each is in the record': `
    select run_id from run where attempts > attempts_allowed
     union all
    select run.run_id from run, generate_series(1, run.attempts) as attempt
     where not exists (select from run_event e where e.run_id = run.run_id and e.attempt = attempt.attempt
                          and e.event in ('claimed', 'attempt-failed'))
     union all
    select run_id from run_event where event = 'claimed' group by run_id, attempt having count(*) > 1`,
  'a run is held by a worker that lives': `
    select run.run_id from run join worker using (worker_id) where worker.state = 'GONE'
     union all
    select max(run_id::text)::uuid from run where worker_id is not null group by worker_id having count(*) > 1`,
  'staged figures belong to the running or the published attempt': `
    select f.run_id from branch_stats_figure f join run using (run_id)
     where not (run.state = 'SUCCEEDED' and f.attempt = run.published_attempt)
       and not (run.state = 'IN_PROGRESS' and f.attempt = run.attempts)`,
  'a batch waits with one run, for files that have not landed': `
    select lineage from run where waiting_for = 'files' group by 1 having count(*) > 1
     union all
    select run.lineage from run, unnest(missing_roles) as missing join batch_file file on file.role = missing
     where waiting_for = 'files' and file.lineage = run.lineage`,
  'no more workers are awake than may be': `
    select job_type from worker where state <> 'GONE' group by 1
    having count(*) > current_setting('simulated.most_workers')::integer`,
  'the history of a run begins with its record': `
    select run_id from run where (select event from run_event e where e.run_id = run.run_id order by event_id limit 1)
           is distinct from 'recorded'`,
};

/** One statement for all of them: the names of those that are broken. */
export const BROKEN = Object.entries(ALWAYS)
  .map(([promise, sql]) => `select '${promise.replaceAll("'", "''")}' as promise where exists (${sql})`)
  .join('\nunion all\n');

/** Of everything that a worker can change; a worker that is gone must leave it as it is. */
export const DIGEST = `
  select md5(concat(
    (select string_agg(run::text, ';' order by run_id) from run),
    (select string_agg(f::text, ';' order by run_id, attempt, branch_code) from branch_stats_figure f),
    (select string_agg(t::text, ';' order by branch_code) from branch_stats_total t),
    (select string_agg(l::text, ';' order by run_id, attempt, block) from run_corrected_lines l),
    (select max(event_id) from run_event)))`;
