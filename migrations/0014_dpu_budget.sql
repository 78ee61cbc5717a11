-- A hard limit on the DPU-hours of a day (UTC), over all job types. It is looked at where a worker is started and where one
-- claims a further run; a run in progress is never ended for it.
--
-- Locks, always taken in this order: queue of the job type, budget, figures of the job type, then rows.

-- What a worker is paid for: so many DPUs from a moment on, until it has gone; Glue itself tells the seconds when it can.
-- Workers of code that knows nothing of the budget cost nothing here: there are some for the minutes of one deployment.
alter table worker add column dpus numeric not null default 0 check (dpus >= 0);
alter table worker add column paid_from timestamptz not null default clock_timestamp();
alter table worker add column paid_seconds integer check (paid_seconds >= 0);
-- How many runs it has claimed.
alter table worker add column claims integer not null default 0;
create index worker_gone on worker (ended_at) where state = 'GONE';

-- The limit, as whoever starts workers was last told it; one row. null: none.
create table dpu_budget (
  only_row boolean primary key default true check (only_row),
  hours_per_day numeric check (hours_per_day > 0)
);
insert into dpu_budget default values;

create function lock_budget() returns void language sql as
$$ select pg_advisory_xact_lock(hashtext('budget'), 0) $$;

-- DPU-seconds that all workers have used since 00:00 UTC, those that are awake up to now. A start is paid for a minute at
-- least, and that minute counts from the start on, so that many starts at once cannot pass the limit together.
create function spent_dpu_seconds() returns numeric language sql stable as $$
  with today as (
    select clock_timestamp() as now, date_trunc('day', clock_timestamp() at time zone 'UTC') at time zone 'UTC' as begins
  ),
  paid as (
    select worker.dpus, greatest(worker.paid_from, today.begins) as since,
           least(worker.paid_from + greatest(interval '1 minute',
                   coalesce(worker.paid_seconds * interval '1 second',
                            coalesce(worker.ended_at, today.now) - worker.paid_from)),
                 today.begins + interval '1 day') as until
      from today, worker
     -- Glue may pay somewhat longer than until the worker has said good-bye; an hour is far more than that.
     where worker.dpus > 0 and (worker.state <> 'GONE' or worker.ended_at > today.begins - interval '1 hour')
       -- A start that was refused or failed is not paid, however often it is tried again.
       and (worker.state <> 'GONE' or worker.glue_run_id is not null or worker.paid_seconds is not null or worker.claims > 0)
  )
  select coalesce(sum(dpus * extract(epoch from until - since)) filter (where until > since), 0) from paid
$$;

create function budget_is_spent() returns boolean language sql stable as $$
  select case when hours_per_day is null then false else spent_dpu_seconds() >= hours_per_day * 3600 end from dpu_budget
$$;

-- Notes how long Glue was paid for a worker. Repeating it writes the same.
create function worker_paid(p_worker_id uuid, p_seconds integer) returns void language sql as $$
  update worker set paid_seconds = p_seconds where worker_id = p_worker_id
$$;

-- As before; waiting for a turn at Glue is not paid.
create or replace function worker_waits(p_worker_id uuid) returns void language sql as $$
  update worker set heartbeat_at = clock_timestamp(), paid_from = clock_timestamp()
   where worker_id = p_worker_id and state = 'STARTING'
$$;

-- As before; what waits for budget can be done as soon as there is some, which whoever starts or claims looks at.
create or replace function claimable_runs(p_job_type text) returns bigint language sql stable as $$
  select count(*) from run
   where job_type = p_job_type and state = 'PENDING' and not_before <= clock_timestamp()
     and (waiting_for is null or waiting_for in ('capacity', 'budget'))
$$;

create or replace function next_claimable(p_job_type text) returns uuid language sql as $$
  select run_id from run
   where job_type = p_job_type and state = 'PENDING' and not_before <= clock_timestamp()
     and (waiting_for is null or waiting_for in ('capacity', 'budget'))
   order by created_at, run_id limit 1 for update skip locked
$$;

-- Says in each waiting run's record that it waits for budget, and once in its history. Only called with the queue's lock held.
create function hold_for_budget(p_job_type text) returns void language sql as $$
  with held as (
    update run set waiting_for = 'budget'
     where job_type = p_job_type and state = 'PENDING' and (waiting_for is null or waiting_for = 'capacity')
    returning run_id, attempts
  )
  insert into run_event (run_id, attempt, event, detail)
  select held.run_id, held.attempts, 'waits-for-budget',
         jsonb_build_object('dpuHours', trim_scale(budget.hours_per_day)::text, 'until',
           to_char(date_trunc('day', clock_timestamp() at time zone 'UTC') + interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    from held, dpu_budget budget
$$;

-- As before, and beyond the budget none is started. p_dpus: of one worker; p_dpu_hours_per_day: null for no limit. The limit
-- is kept here, so that one that was raised or lowered is known to every worker with the next run that is looked at.
create function reserve_worker(p_job_type text, p_worker_id uuid, p_limit integer, p_dpus numeric, p_dpu_hours_per_day numeric)
returns jsonb language plpgsql as $$
declare
  v_alive bigint;
  v_busy bigint;
  v_pending bigint;
begin
  perform lock_queue(p_job_type);
  if p_dpu_hours_per_day is not null then
    perform lock_budget();
  end if;
  update dpu_budget set hours_per_day = p_dpu_hours_per_day where hours_per_day is distinct from p_dpu_hours_per_day;
  if exists (select from worker where worker_id = p_worker_id and state = 'STARTING') then
    return jsonb_build_object('start', true);
  end if;
  select count(*) into v_alive from worker where job_type = p_job_type and state <> 'GONE';
  select count(*) into v_busy from run where job_type = p_job_type and state = 'IN_PROGRESS';
  v_pending := claimable_runs(p_job_type);
  if v_pending = 0 or v_pending <= v_alive - v_busy then
    return jsonb_build_object('start', false);
  end if;
  if budget_is_spent() then
    perform hold_for_budget(p_job_type);
    return jsonb_build_object('start', false);
  end if;
  update run set waiting_for = null where job_type = p_job_type and state = 'PENDING' and waiting_for = 'budget';
  if v_alive < p_limit then
    insert into worker (worker_id, job_type, dpus) values (p_worker_id, p_job_type, p_dpus);
    return jsonb_build_object('start', true);
  end if;
  update run set waiting_for = 'capacity'
   where job_type = p_job_type and state = 'PENDING' and waiting_for is null;
  return jsonb_build_object('start', false);
end
$$;

-- What code sends that knows nothing of the budget: the limit stays as it is.
create or replace function reserve_worker(p_job_type text, p_worker_id uuid, p_limit integer) returns jsonb language sql as $$
  select reserve_worker(p_job_type, p_worker_id, p_limit, 0, (select hours_per_day from dpu_budget))
$$;

-- As before; a worker beyond the budget claims nothing more. One that has not claimed anything was started within it, and
-- does the run for which it was started: otherwise its start would be paid for nothing, and with a small limit every day's.
create or replace function claim_run(p_worker_id uuid, p_does_corrections boolean default false) returns jsonb language plpgsql as $$
declare
  v_worker worker;
  v_run run;
  v_next uuid;
begin
  update worker set state = 'AWAKE', heartbeat_at = clock_timestamp()
   where worker_id = p_worker_id and state <> 'GONE' returning * into v_worker;
  if not found then
    return jsonb_build_object('run', null, 'alive', false);
  end if;
  select * into v_run from run where worker_id = p_worker_id and state = 'IN_PROGRESS';
  if not found then
    if v_worker.claims > 0 and budget_is_spent() then
      return jsonb_build_object('run', null, 'alive', true);
    end if;
    v_next := next_claimable(v_worker.job_type);
    if not p_does_corrections and exists (select from run where run_id = v_next and corrects is not null) then
      update worker set state = 'GONE', ended_at = clock_timestamp(), end_reason = 'its code knows no corrections'
       where worker_id = p_worker_id;
      return jsonb_build_object('run', null, 'alive', false);
    end if;
    update run set state = 'IN_PROGRESS', waiting_for = null, worker_id = p_worker_id, attempts = attempts + 1,
           started_at = coalesce(started_at, clock_timestamp()), step = 'claimed', progress_rows = null,
           error_code = null, error_message = null
     where run_id = v_next returning * into v_run;
    if not found then
      return jsonb_build_object('run', null, 'alive', true);
    end if;
    update worker set claims = claims + 1 where worker_id = p_worker_id;
    perform note_event(v_run.run_id, v_run.attempts, 'claimed',
                       jsonb_build_object('workerId', p_worker_id, 'glueRunId', v_worker.glue_run_id));
  end if;
  return jsonb_build_object('alive', true, 'run', jsonb_build_object('runId', v_run.run_id, 'attempt', v_run.attempts,
           'jobType', v_run.job_type, 'sources', run_sources(v_run.run_id), 'corrects', v_run.corrects));
end
$$;

-- As before; a worker that may claim nothing more leaves although runs wait, and they are told why.
create or replace function retire_worker(p_worker_id uuid) returns boolean language plpgsql as $$
declare
  v_worker worker;
  v_spent boolean;
begin
  select * into v_worker from worker where worker_id = p_worker_id;
  if not found or v_worker.state = 'GONE' then
    return true;
  end if;
  perform lock_queue(v_worker.job_type);
  select * into v_worker from worker where worker_id = p_worker_id for update;
  v_spent := v_worker.claims > 0 and budget_is_spent();
  if (claimable_runs(v_worker.job_type) > 0 and not v_spent) or exists (select from run where worker_id = p_worker_id) then
    return false;
  end if;
  if v_spent then
    perform hold_for_budget(v_worker.job_type);
  end if;
  update worker set state = 'GONE', ended_at = clock_timestamp(),
         end_reason = case when v_spent then 'the budget of the day is spent' else 'idle' end
   where worker_id = p_worker_id;
  return true;
end
$$;
