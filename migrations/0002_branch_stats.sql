-- Result tables of the job type branch-stats, and the functions through which runs reach them.
-- Every job type has these five, named <job_type>_staged_rows, _add, _remove, _copy and _discard.

create table branch_stats_figure (
  run_id      uuid not null references run,
  attempt     integer not null,
  branch_code text collate "C" not null,
  count       bigint not null check (count > 0),
  min         numeric(17, 2) not null,
  max         numeric(17, 2) not null,
  sum         numeric(38, 2) not null,
  primary key (run_id, attempt, branch_code),
  check (min <= max),
  check (sum between count * min and count * max)
);
create index branch_stats_figure_of_branch on branch_stats_figure (branch_code, run_id);

-- Merged figures of all runs that count; kept, so that a page is read without summing runs.
create table branch_stats_total (
  branch_code text collate "C" primary key,
  runs        bigint not null check (runs > 0),
  count       bigint not null,
  min         numeric(17, 2) not null,
  max         numeric(17, 2) not null,
  sum         numeric(38, 2) not null
);

-- Rows that the staged figures of an attempt stand for: compared with what the worker says it counted.
create function branch_stats_staged_rows(p_run_id uuid, p_attempt integer) returns bigint
language sql stable as $$
  select coalesce(sum(count), 0)::bigint from branch_stats_figure where run_id = p_run_id and attempt = p_attempt
$$;

create function branch_stats_add(p_run_id uuid, p_attempt integer) returns void
language sql as $$
  insert into branch_stats_total as total (branch_code, runs, count, min, max, sum)
  select branch_code, 1, count, min, max, sum from branch_stats_figure
   where run_id = p_run_id and attempt = p_attempt
   order by branch_code
  on conflict (branch_code) do update set
    runs = total.runs + 1,
    count = total.count + excluded.count,
    min = least(total.min, excluded.min),
    max = greatest(total.max, excluded.max),
    sum = total.sum + excluded.sum
$$;

-- A minimum cannot be subtracted, so the branches of the removed run are merged anew from the runs that still count.
-- The caller has already cleared the run's `counts`.
create function branch_stats_remove(p_run_id uuid, p_attempt integer) returns void
language sql as $$
  delete from branch_stats_total total using branch_stats_figure removed
   where removed.run_id = p_run_id and removed.attempt = p_attempt and total.branch_code = removed.branch_code;

  insert into branch_stats_total (branch_code, runs, count, min, max, sum)
  select figure.branch_code, count(*), sum(figure.count), min(figure.min), max(figure.max), sum(figure.sum)
    from branch_stats_figure removed
    join branch_stats_figure figure on figure.branch_code = removed.branch_code
    join run on run.run_id = figure.run_id and run.counts and run.published_attempt = figure.attempt
   where removed.run_id = p_run_id and removed.attempt = p_attempt
   group by figure.branch_code;
$$;

create function branch_stats_copy(p_from uuid, p_from_attempt integer, p_to uuid, p_to_attempt integer) returns void
language sql as $$
  insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
  select p_to, p_to_attempt, branch_code, count, min, max, sum from branch_stats_figure
   where run_id = p_from and attempt = p_from_attempt
  on conflict do nothing
$$;

-- Staged figures of attempts that can no longer be published.
create function branch_stats_discard(p_run_id uuid, p_except_attempt integer) returns void
language sql as $$
  delete from branch_stats_figure where run_id = p_run_id and attempt is distinct from p_except_attempt
$$;
