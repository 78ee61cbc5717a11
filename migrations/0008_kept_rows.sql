-- The headline of all counted files keeps the numbers of their rows, too: a page of branches sums nothing up.

alter table branch_stats_headline
  add column runs             bigint not null default 0,  -- files that count
  add column corrections      bigint not null default 0,  -- corrections that count
  add column rows_read        numeric not null default 0, -- of the files, as are the next two
  add column rows_counted     numeric not null default 0,
  add column rows_quarantined numeric not null default 0,
  add column rows_corrected   numeric not null default 0; -- counted by the corrections

-- Called whenever figures join the totals or leave them, when the run's `counts` has been set already.
create or replace function branch_stats_keep_headline() returns void language sql as $$
  insert into branch_stats_headline as headline
    (branches, sum, min, max, runs, corrections, rows_read, rows_counted, rows_quarantined, rows_corrected)
  select whole.*, behind.*
    from (select count(*), coalesce(sum(sum), 0.00), min(min), max(max) from branch_stats_total) whole,
         (select count(*) filter (where corrects is null), count(*) filter (where corrects is not null),
                 coalesce(sum(rows_read) filter (where corrects is null), 0),
                 coalesce(sum(rows_counted) filter (where corrects is null), 0),
                 coalesce(sum(rows_quarantined) filter (where corrects is null), 0),
                 coalesce(sum(rows_counted) filter (where corrects is not null), 0)
            from run where counts and job_type = 'branch-stats') behind
  on conflict (only_row) do update
    set branches = excluded.branches, sum = excluded.sum, min = excluded.min, max = excluded.max,
        runs = excluded.runs, corrections = excluded.corrections, rows_read = excluded.rows_read,
        rows_counted = excluded.rows_counted, rows_quarantined = excluded.rows_quarantined,
        rows_corrected = excluded.rows_corrected
$$;
do $$ begin perform branch_stats_keep_headline(); end $$;
