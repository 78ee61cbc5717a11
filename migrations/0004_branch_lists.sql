-- What lists of branches need: an index for each sort, the headline of the totals, and runs by their landing times.

-- A number that sorts averages exactly. Two averages that differ do so by at least 1 / (count * count) cents, which is more
-- than 10^-40 because a count is less than 2^63; so this many decimals tell any two of them apart, and equal ones are equal.
create function branch_stats_average_rank(p_sum numeric, p_count bigint) returns numeric
language sql immutable parallel safe return div(p_sum * 1e41, p_count);

-- Read forwards for ascending and backwards for descending pages; the branch code makes every place unique.
create index branch_stats_total_by_count on branch_stats_total (count, branch_code);
create index branch_stats_total_by_min on branch_stats_total (min, branch_code);
create index branch_stats_total_by_max on branch_stats_total (max, branch_code);
create index branch_stats_total_by_average on branch_stats_total (branch_stats_average_rank(sum, count), branch_code);
create index branch_stats_total_by_sum on branch_stats_total (sum, branch_code);

-- One row: the headline of all of branch_stats_total, kept with it. No row is the same as a row of zeros.
create table branch_stats_headline (
  only_row boolean primary key default true check (only_row),
  branches bigint not null,
  sum      numeric not null,
  min      numeric(17, 2),
  max      numeric(17, 2)
);

create function branch_stats_keep_headline() returns void language sql as $$
  insert into branch_stats_headline as headline (branches, sum, min, max)
  select count(*), coalesce(sum(sum), 0.00), min(min), max(max) from branch_stats_total
  on conflict (only_row) do update
    set branches = excluded.branches, sum = excluded.sum, min = excluded.min, max = excluded.max
$$;
do $$ begin perform branch_stats_keep_headline(); end $$;

create or replace function branch_stats_add(p_run_id uuid, p_attempt integer) returns void
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
    sum = total.sum + excluded.sum;

  select branch_stats_keep_headline();
$$;

create or replace function branch_stats_remove(p_run_id uuid, p_attempt integer) returns void
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

  select branch_stats_keep_headline();
$$;

-- The rows behind the headline, without reading the runs themselves.
create index run_counting on run (job_type) include (rows_read, rows_counted, rows_quarantined) where counts;

-- Runs by the time when their first source landed.
create index run_source_landed on run_source (landed_at, run_id) where position = 0;
