-- The state machine of a run. Every change of state is one call of one of these functions, so that it is one statement,
-- one transaction, and written once for the Lambdas and the Spark workers alike.
--
-- Locks, always taken in this order: queue of the job type, then figures of the job type, then rows.
-- A function that a caller may repeat after a lost answer gives the same answer again.

create function lock_queue(p_job_type text) returns void language sql as
$$ select pg_advisory_xact_lock(hashtext('queue'), hashtext(p_job_type)) $$;

-- Publications of one job type take turns: totals and the decision what counts never interleave.
create function lock_figures(p_job_type text) returns void language sql as
$$ select pg_advisory_xact_lock(hashtext('figures'), hashtext(p_job_type)) $$;

create function note_event(p_run_id uuid, p_attempt integer, p_event text, p_detail jsonb default '{}') returns void
language sql as
$$ insert into run_event (run_id, attempt, event, detail) values (p_run_id, p_attempt, p_event, p_detail) $$;

create function job_type_function(p_job_type text, p_name text) returns text language sql immutable as
$$ select format('%I', replace(p_job_type, '-', '_') || '_' || p_name) $$;

-- ---------------------------------------------------------------------------------------------------------- recording

-- Records a run once. Made safe against repeated deliveries by the unique constraint (job_type, identity).
-- p_run: {runId, jobType, identity, lineage, requestId?, error?: {code, message},
--         sources: [{role, bucket, key, versionId, size, checksum?, landedAt}]}
-- Gives {runId, state, recorded}: recorded is false when the run was there already.
create function record_run(p_run jsonb) returns jsonb language plpgsql as $$
declare
  v_run_id uuid := (p_run ->> 'runId')::uuid;
  v_rejected boolean := p_run -> 'error' is not null and p_run -> 'error' <> 'null'::jsonb;
  v_known run;
begin
  insert into run (run_id, job_type, identity, lineage, request_id, state, error_code, error_message, ended_at)
  values (v_run_id, p_run ->> 'jobType', p_run ->> 'identity', p_run ->> 'lineage', p_run ->> 'requestId',
          case when v_rejected then 'REJECTED' else 'PENDING' end,
          p_run #>> '{error,code}', p_run #>> '{error,message}', case when v_rejected then clock_timestamp() end)
  -- Whichever constraint sees it first: of two deliveries at once, the primary key stops the second before the identity.
  on conflict do nothing;
  if not found then
    select * into strict v_known from run where job_type = p_run ->> 'jobType' and identity = p_run ->> 'identity';
    return jsonb_build_object('runId', v_known.run_id, 'state', v_known.state, 'recorded', false);
  end if;
  insert into run_source (run_id, position, role, bucket, key, version_id, size, checksum, landed_at)
  select v_run_id, ordinality - 1, source ->> 'role', source ->> 'bucket', source ->> 'key', source ->> 'versionId',
         (source ->> 'size')::bigint, source ->> 'checksum', (source ->> 'landedAt')::timestamptz
    from jsonb_array_elements(p_run -> 'sources') with ordinality as t (source, ordinality);
  perform note_event(v_run_id, 0, 'recorded');
  if v_rejected then
    perform note_event(v_run_id, 0, 'rejected', p_run -> 'error');
  end if;
  return jsonb_build_object('runId', v_run_id, 'state', case when v_rejected then 'REJECTED' else 'PENDING' end,
                            'recorded', true);
end
$$;

-- ------------------------------------------------------------------------------------------------------------ workers

create function claimable_runs(p_job_type text) returns bigint language sql stable as $$
  select count(*) from run
   where job_type = p_job_type and state = 'PENDING' and not_before <= clock_timestamp()
     and (waiting_for is null or waiting_for = 'capacity')
$$;

-- Decides under the queue's lock whether one more worker is needed, and registers it before it is started: a worker
-- that never comes up is found by its heartbeat. Gives {start: true|false}. Repeated with the same id: start again.
create function reserve_worker(p_job_type text, p_worker_id uuid, p_limit integer) returns jsonb language plpgsql as $$
declare
  v_alive bigint;
  v_busy bigint;
  v_pending bigint;
begin
  perform lock_queue(p_job_type);
  if exists (select from worker where worker_id = p_worker_id and state = 'STARTING') then
    return jsonb_build_object('start', true);
  end if;
  select count(*) into v_alive from worker where job_type = p_job_type and state <> 'GONE';
  select count(*) into v_busy from run where job_type = p_job_type and state = 'IN_PROGRESS';
  v_pending := claimable_runs(p_job_type);
  if v_pending = 0 then
    return jsonb_build_object('start', false);
  end if;
  if v_pending > v_alive - v_busy and v_alive < p_limit then
    insert into worker (worker_id, job_type) values (p_worker_id, p_job_type);
    return jsonb_build_object('start', true);
  end if;
  if v_pending > v_alive - v_busy then
    update run set waiting_for = 'capacity'
     where job_type = p_job_type and state = 'PENDING' and waiting_for is null;
  end if;
  return jsonb_build_object('start', false);
end
$$;

-- Remembers which Glue job run a worker is, so that Glue's own events can be matched with it.
create function worker_started(p_worker_id uuid, p_glue_run_id text) returns void language sql as $$
  update worker set glue_run_id = p_glue_run_id where worker_id = p_worker_id
$$;

-- A worker that waits for its turn at Glue cannot beat. Its silence is counted from the last look at which it waited, so
-- that it gets the full time for coming up once its turn has come.
create function worker_waits(p_worker_id uuid) returns void language sql as $$
  update worker set heartbeat_at = clock_timestamp() where worker_id = p_worker_id and state = 'STARTING'
$$;

-- An idle worker says good-bye. Gives false when a run has come meanwhile: then it must go on. The queue's lock keeps
-- a run from being recorded as "a worker is awake" while that worker leaves; the worker's own lock waits for a claim of
-- which the worker has not heard, so that nobody who is gone holds a run.
create function retire_worker(p_worker_id uuid) returns boolean language plpgsql as $$
declare
  v_worker worker;
begin
  select * into v_worker from worker where worker_id = p_worker_id;
  if not found or v_worker.state = 'GONE' then
    return true;
  end if;
  perform lock_queue(v_worker.job_type);
  perform from worker where worker_id = p_worker_id for update;
  if claimable_runs(v_worker.job_type) > 0 or exists (select from run where worker_id = p_worker_id) then
    return false;
  end if;
  update worker set state = 'GONE', ended_at = clock_timestamp(), end_reason = 'idle' where worker_id = p_worker_id;
  return true;
end
$$;

-- ----------------------------------------------------------------------------------------------------------- claiming

create function run_sources(p_run_id uuid) returns jsonb language sql stable as $$
  select jsonb_agg(jsonb_build_object('role', role, 'bucket', bucket, 'key', key, 'versionId', version_id, 'size', size,
           'checksum', checksum, 'landedAt', to_char(landed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
           order by position)
    from run_source where run_id = p_run_id
$$;

-- The oldest run of a job type that can be done, locked; one that somebody else is about to claim is passed over.
create function next_claimable(p_job_type text) returns uuid language sql as $$
  select run_id from run
   where job_type = p_job_type and state = 'PENDING' and not_before <= clock_timestamp()
     and (waiting_for is null or waiting_for = 'capacity')
   order by created_at, run_id limit 1 for update skip locked
$$;

-- Claims the oldest run that can be done, or gives again the one that this worker already holds (a lost answer).
-- Gives {run: {runId, attempt, jobType, sources} | null, alive}. alive = false tells the worker that it was declared
-- dead and must stop.
create function claim_run(p_worker_id uuid) returns jsonb language plpgsql as $$
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
    v_next := next_claimable(v_worker.job_type);
    update run set state = 'IN_PROGRESS', waiting_for = null, worker_id = p_worker_id, attempts = attempts + 1,
           started_at = coalesce(started_at, clock_timestamp()), step = 'claimed', progress_rows = null,
           error_code = null, error_message = null
     where run_id = v_next returning * into v_run;
    if not found then
      return jsonb_build_object('run', null, 'alive', true);
    end if;
    perform note_event(v_run.run_id, v_run.attempts, 'claimed',
                       jsonb_build_object('workerId', p_worker_id, 'glueRunId', v_worker.glue_run_id));
  end if;
  return jsonb_build_object('alive', true, 'run', jsonb_build_object('runId', v_run.run_id, 'attempt', v_run.attempts,
           'jobType', v_run.job_type, 'sources', run_sources(v_run.run_id)));
end
$$;

-- The fence: locks the run and gives it only to the worker and attempt that hold it.
create function held_run(p_run_id uuid, p_worker_id uuid, p_attempt integer) returns run language plpgsql as $$
declare
  v_run run;
begin
  select * into v_run from run where run_id = p_run_id and state = 'IN_PROGRESS'
     and worker_id = p_worker_id and attempts = p_attempt for update;
  return v_run;
end
$$;

-- Says that the worker lives, and how far it is. Gives whether it still holds the run (p_run_id null: just alive).
create function heartbeat(p_worker_id uuid, p_run_id uuid, p_attempt integer, p_step text, p_rows bigint)
returns boolean language plpgsql as $$
declare
  v_before text;
begin
  update worker set heartbeat_at = clock_timestamp() where worker_id = p_worker_id and state <> 'GONE';
  if not found then
    return false;
  end if;
  if p_run_id is null then
    return true;
  end if;
  select step into v_before from run where run_id = p_run_id and worker_id = p_worker_id and attempts = p_attempt for update;
  if not found then
    return false;
  end if;
  update run set step = p_step, progress_rows = p_rows where run_id = p_run_id;
  if v_before is distinct from p_step then
    perform note_event(p_run_id, p_attempt, 'step', jsonb_build_object('step', p_step));
  end if;
  return true;
end
$$;

-- ------------------------------------------------------------------------------------------------ versions and content

-- Stores the order of one key's versions; p_newest_first is what ListObjectVersions gave. Known versions keep their
-- ordinals; new ones go between their neighbours, so listings may arrive in any order. (A listing so old that every
-- version in it has been deleted since is placed wrongly, which is harmless: what is deleted is not read, nor published.)
create function order_versions(p_bucket text, p_key text, p_newest_first text[]) returns void language plpgsql as $$
declare
  v_previous numeric;
  v_next numeric;
  v_ordinal numeric;
  v_version text;
begin
  perform pg_advisory_xact_lock(hashtext('versions'), hashtext(p_bucket || '/' || p_key));
  -- Everything the listing does not tell of has expired, so the oldest new version comes after all of that.
  for i in reverse coalesce(array_length(p_newest_first, 1), 0) .. 1 loop
    v_version := p_newest_first[i];
    select ordinal into v_ordinal from source_version
     where bucket = p_bucket and key = p_key and version_id = v_version;
    if not found then
      if v_previous is null then
        select min(ordinal) into v_next from source_version
         where bucket = p_bucket and key = p_key and version_id = any (p_newest_first);
        select max(ordinal) into v_previous from source_version
         where bucket = p_bucket and key = p_key and (v_next is null or ordinal < v_next);
      else
        select min(ordinal) into v_next from source_version
         where bucket = p_bucket and key = p_key and ordinal > v_previous;
      end if;
      v_ordinal := case when v_next is null then coalesce(v_previous, 0) + 1
                        when v_previous is null then v_next - 1
                        else (v_previous + v_next) * 0.5 end;  -- exact, which a numeric's division is not
      insert into source_version (bucket, key, version_id, ordinal) values (p_bucket, p_key, v_version, v_ordinal);
    end if;
    v_previous := v_ordinal;
  end loop;
end
$$;

-- The run whose counted figures already hold this run's bytes, unless this run is a newer version of the same key:
-- then it replaces that run instead.
create function counted_twin(p_run run) returns uuid language sql stable as $$
  select twin.run_id from run twin
   where twin.job_type = p_run.job_type and twin.content_identity = p_run.content_identity and twin.counts
     and twin.run_id <> p_run.run_id and not p_run.count_duplicate
     and not (twin.lineage = p_run.lineage and twin.lineage_order < p_run.lineage_order)
   order by twin.created_at, twin.run_id limit 1
$$;

create function close_as_duplicate(p_run run, p_twin uuid) returns jsonb language plpgsql as $$
begin
  update run set state = 'DUPLICATE', duplicate_of = p_twin, worker_id = null, step = null, progress_rows = null,
         rows_read = null, rows_counted = null, rows_quarantined = null, ended_at = clock_timestamp()
   where run_id = p_run.run_id;
  perform note_event(p_run.run_id, p_run.attempts, 'duplicate', jsonb_build_object('duplicateOf', p_twin));
  return jsonb_build_object('outcome', 'duplicate', 'duplicateOf', p_twin);
end
$$;

-- Before reading: stores the checksums and the place among the key's versions, and closes the run at once when its bytes
-- already count. p_sources: [{checksum, newestFirst: [versionId…]}], in the order of the run's sources.
-- Gives {outcome: 'proceed' | 'duplicate' | 'source-gone' | 'fenced'}; source-gone: the listing lacks the run's own version.
create function identify_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_sources jsonb)
returns jsonb language plpgsql as $$
declare
  v_run run;
  v_source record;
  v_twin uuid;
begin
  select * into v_run from run where run_id = p_run_id;
  perform lock_figures(v_run.job_type);
  v_run := held_run(p_run_id, p_worker_id, p_attempt);
  if v_run.run_id is null then
    select * into v_run from run where run_id = p_run_id;
    if v_run.state = 'DUPLICATE' and v_run.attempts = p_attempt then
      return jsonb_build_object('outcome', 'duplicate', 'duplicateOf', v_run.duplicate_of);
    end if;
    return jsonb_build_object('outcome', 'fenced');
  end if;
  for v_source in
    select known.bucket, known.key, known.position, told.value as told
      from run_source known join jsonb_array_elements(p_sources) with ordinality as told on told.ordinality = known.position + 1
     where known.run_id = p_run_id order by known.position
  loop
    perform order_versions(v_source.bucket, v_source.key,
                           array(select jsonb_array_elements_text(v_source.told -> 'newestFirst')));
    update run_source set checksum = v_source.told ->> 'checksum'
     where run_id = p_run_id and position = v_source.position;
  end loop;
  update run set
    lineage_order = (select array_agg(version.ordinal order by source.position)
                       from run_source source join source_version version using (bucket, key, version_id)
                      where source.run_id = p_run_id),
    content_identity = (select string_agg(size || ':' || checksum, ' ' order by position)
                          from run_source where run_id = p_run_id)
   where run_id = p_run_id returning * into v_run;
  -- Without a place among its key's versions a run could neither supersede nor be superseded.
  if exists (select from run_source source left join source_version version using (bucket, key, version_id)
              where source.run_id = p_run_id and version.ordinal is null) then
    return jsonb_build_object('outcome', 'source-gone');
  end if;
  v_twin := counted_twin(v_run);
  if v_twin is not null then
    return close_as_duplicate(v_run, v_twin);
  end if;
  return jsonb_build_object('outcome', 'proceed');
end
$$;

-- ----------------------------------------------------------------------------------------------------- what counts now

-- A newer version of the same sources that was published, whatever happened to it later.
create function newer_published(p_run run) returns uuid language sql stable as $$
  select run_id from run
   where job_type = p_run.job_type and lineage = p_run.lineage and run_id <> p_run.run_id
     and state = 'SUCCEEDED' and lineage_order > p_run.lineage_order
   order by lineage_order desc limit 1
$$;

-- Makes a published run count: supersedes the older versions that count, or is itself superseded.
-- Only called with the figures' lock held.
create function start_counting(p_run_id uuid) returns void language plpgsql as $$
declare
  v_run run;
  v_newer uuid;
  v_older run;
begin
  select * into strict v_run from run where run_id = p_run_id for update;
  v_newer := newer_published(v_run);
  if v_newer is not null then
    update run set superseded_by = v_newer where run_id = p_run_id;
    perform note_event(p_run_id, v_run.attempts, 'superseded', jsonb_build_object('supersededBy', v_newer));
    return;
  end if;
  update run set counts = true where run_id = p_run_id;
  execute format('select %s($1, $2)', job_type_function(v_run.job_type, 'add')) using p_run_id, v_run.published_attempt;
  for v_older in
    select * from run where job_type = v_run.job_type and lineage = v_run.lineage and run_id <> p_run_id
       and state = 'SUCCEEDED' and superseded_by is null and lineage_order < v_run.lineage_order order by lineage_order
  loop
    update run set superseded_by = p_run_id, counts = false where run_id = v_older.run_id;
    perform note_event(v_older.run_id, v_older.attempts, 'superseded', jsonb_build_object('supersededBy', p_run_id));
    if v_older.counts then
      perform stop_counting(v_older.run_id);
    end if;
  end loop;
end
$$;

-- Takes a run's figures out of the totals and lets the oldest run with the same bytes count in its place.
-- Only called with the figures' lock held. Ends, since every promotion uses up a DUPLICATE.
create function stop_counting(p_run_id uuid) returns void language plpgsql as $$
declare
  v_run run;
  v_heir run;
  v_twin uuid;
begin
  update run set counts = false where run_id = p_run_id returning * into strict v_run;
  execute format('select %s($1, $2)', job_type_function(v_run.job_type, 'remove')) using p_run_id, v_run.published_attempt;
  select heir.* into v_heir from run heir
   where heir.duplicate_of = p_run_id and heir.state = 'DUPLICATE' and newer_published(heir) is null
   order by heir.created_at, heir.run_id limit 1 for update;
  if not found then
    return;
  end if;
  -- The bytes may count through another run already, for instance the newer version that takes this run's place.
  v_twin := counted_twin(v_heir);
  if v_twin is not null then
    update run set duplicate_of = v_twin where duplicate_of = p_run_id and state = 'DUPLICATE';
    return;
  end if;
  execute format('select %s($1, $2, $3, $4)', job_type_function(v_run.job_type, 'copy'))
    using p_run_id, v_run.published_attempt, v_heir.run_id, v_heir.attempts;
  insert into run_reject_count (run_id, attempt, reason, column_name, count)
  select v_heir.run_id, v_heir.attempts, reason, column_name, count from run_reject_count
   where run_id = p_run_id and attempt = v_run.published_attempt on conflict do nothing;
  update run set state = 'SUCCEEDED', duplicate_of = null, published_attempt = v_heir.attempts,
         rows_read = v_run.rows_read, rows_counted = v_run.rows_counted, rows_quarantined = v_run.rows_quarantined,
         bytes_read = v_run.bytes_read, groups = v_run.groups, quarantine_prefix = v_run.quarantine_prefix,
         declaration_version = v_run.declaration_version, code_version = v_run.code_version,
         spark_version = v_run.spark_version
   where run_id = v_heir.run_id;
  perform note_event(v_heir.run_id, v_heir.attempts, 'promoted', jsonb_build_object('insteadOf', p_run_id));
  -- The remaining repeats now repeat the run that counts.
  update run set duplicate_of = v_heir.run_id where duplicate_of = p_run_id and state = 'DUPLICATE';
  perform start_counting(v_heir.run_id);
end
$$;

-- ------------------------------------------------------------------------------------------------------------- closing

-- p_summary: {rowsRead, rowsCounted, rowsQuarantined, bytesRead, groups, peakMemoryBytes?, dpuSeconds?, costUsd?,
--   declarationVersion, codeVersion, sparkVersion, logLocation?, quarantinePrefix?, rejects: [{reason, column?, count}]}
create function store_summary(p_run_id uuid, p_attempt integer, p_summary jsonb) returns void language plpgsql as $$
begin
  update run set rows_read = (p_summary ->> 'rowsRead')::bigint, rows_counted = (p_summary ->> 'rowsCounted')::bigint,
         rows_quarantined = (p_summary ->> 'rowsQuarantined')::bigint, bytes_read = (p_summary ->> 'bytesRead')::bigint,
         groups = (p_summary ->> 'groups')::bigint, peak_memory_bytes = (p_summary ->> 'peakMemoryBytes')::bigint,
         dpu_seconds = (p_summary ->> 'dpuSeconds')::numeric, cost_usd = (p_summary ->> 'costUsd')::numeric,
         declaration_version = (p_summary ->> 'declarationVersion')::integer, code_version = p_summary ->> 'codeVersion',
         spark_version = p_summary ->> 'sparkVersion', log_location = p_summary ->> 'logLocation',
         quarantine_prefix = p_summary ->> 'quarantinePrefix'
   where run_id = p_run_id;
  delete from run_reject_count where run_id = p_run_id;
  insert into run_reject_count (run_id, attempt, reason, column_name, count)
  select p_run_id, p_attempt, reject ->> 'reason', coalesce(reject ->> 'column', ''), (reject ->> 'count')::bigint
    from jsonb_array_elements(coalesce(p_summary -> 'rejects', '[]')) as reject;
end
$$;

-- Publishes the staged figures of an attempt: the one short fenced transaction after which readers see them.
-- Gives {outcome: 'published' | 'duplicate' | 'fenced'}; repeated after a lost answer it gives the same.
create function publish_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_summary jsonb)
returns jsonb language plpgsql as $$
declare
  v_run run;
  v_staged bigint;
  v_twin uuid;
begin
  select * into strict v_run from run where run_id = p_run_id;
  perform lock_figures(v_run.job_type);
  v_run := held_run(p_run_id, p_worker_id, p_attempt);
  if v_run.run_id is null then
    select * into v_run from run where run_id = p_run_id;
    return case when v_run.attempts <> p_attempt then jsonb_build_object('outcome', 'fenced')
                when v_run.state = 'SUCCEEDED' then jsonb_build_object('outcome', 'published')
                when v_run.state = 'DUPLICATE'
                then jsonb_build_object('outcome', 'duplicate', 'duplicateOf', v_run.duplicate_of)
                else jsonb_build_object('outcome', 'fenced') end;
  end if;
  execute format('select %s($1, $2)', job_type_function(v_run.job_type, 'staged_rows'))
    into v_staged using p_run_id, p_attempt;
  if v_staged <> (p_summary ->> 'rowsCounted')::bigint then
    raise exception 'run %: % rows are staged but % were counted', p_run_id, v_staged, p_summary ->> 'rowsCounted';
  end if;
  v_twin := counted_twin(v_run);
  if v_twin is not null then
    execute format('select %s($1, null)', job_type_function(v_run.job_type, 'discard')) using p_run_id;
    return close_as_duplicate(v_run, v_twin);
  end if;
  execute format('select %s($1, $2)', job_type_function(v_run.job_type, 'discard')) using p_run_id, p_attempt;
  perform store_summary(p_run_id, p_attempt, p_summary);
  update run set state = 'SUCCEEDED', published_attempt = p_attempt, worker_id = null, step = null,
         progress_rows = null, ended_at = clock_timestamp() where run_id = p_run_id;
  perform note_event(p_run_id, p_attempt, 'published');
  perform start_counting(p_run_id);
  return jsonb_build_object('outcome', 'published');
end
$$;

-- Closes a run whose file broke its contract: a person must act on the file. p_summary may lack the row counts
-- (a wrong header has none). p_error: {code, message}. Gives {outcome: 'rejected' | 'fenced'}.
create function reject_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_summary jsonb, p_error jsonb)
returns jsonb language plpgsql as $$
declare
  v_run run := held_run(p_run_id, p_worker_id, p_attempt);
begin
  if v_run.run_id is null then
    select * into v_run from run where run_id = p_run_id;
    return jsonb_build_object('outcome', case when v_run.state = 'REJECTED' and v_run.attempts = p_attempt
                                              then 'rejected' else 'fenced' end);
  end if;
  execute format('select %s($1, null)', job_type_function(v_run.job_type, 'discard')) using p_run_id;
  perform store_summary(p_run_id, p_attempt, p_summary);
  update run set state = 'REJECTED', worker_id = null, step = null, progress_rows = null, ended_at = clock_timestamp(),
         error_code = p_error ->> 'code', error_message = p_error ->> 'message' where run_id = p_run_id;
  perform note_event(p_run_id, p_attempt, 'rejected', p_error);
  return jsonb_build_object('outcome', 'rejected');
end
$$;

-- Ends an attempt that failed: the run goes back to the queue after a pause of 10 s, then 20 s, or is FAILED once its
-- attempts are used up. Only called with the run's row locked by held_run.
create function end_attempt(p_run run, p_error jsonb, p_log_location text) returns text language plpgsql as $$
declare
  v_state text := case when p_run.attempts >= p_run.attempts_allowed then 'FAILED' else 'PENDING' end;
begin
  execute format('select %s($1, null)', job_type_function(p_run.job_type, 'discard')) using p_run.run_id;
  update run set state = v_state, worker_id = null, step = null, progress_rows = null,
         error_code = p_error ->> 'code', error_message = p_error ->> 'message',
         log_location = coalesce(p_log_location, log_location),
         not_before = clock_timestamp() + interval '10 seconds' * greatest(1, 3 - (p_run.attempts_allowed - p_run.attempts)),
         ended_at = case when v_state = 'FAILED' then clock_timestamp() end
   where run_id = p_run.run_id;
  perform note_event(p_run.run_id, p_run.attempts, 'attempt-failed', p_error || jsonb_build_object('logLocation', p_log_location));
  if v_state = 'FAILED' then
    perform note_event(p_run.run_id, p_run.attempts, 'failed', p_error);
  end if;
  return v_state;
end
$$;

-- A worker gives up the attempt it holds, saying why. Gives {outcome: 'PENDING' | 'FAILED' | 'fenced'}.
create function fail_attempt(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_error jsonb, p_log_location text)
returns jsonb language plpgsql as $$
declare
  v_run run := held_run(p_run_id, p_worker_id, p_attempt);
begin
  if v_run.run_id is null then
    return jsonb_build_object('outcome', 'fenced');
  end if;
  return jsonb_build_object('outcome', end_attempt(v_run, p_error, p_log_location));
end
$$;

-- A worker could not be started, which costs the oldest run that waits for one no attempt, but is told there: otherwise it
-- would be PENDING without a word for as long as starts fail. The cause is the latest one; the event is noted once until
-- a claim clears it, however often starts fail meanwhile.
create function tell_failed_start(p_job_type text, p_error jsonb) returns void language plpgsql as $$
declare
  v_next uuid := next_claimable(p_job_type);
  v_run run;
begin
  select * into v_run from run where run_id = v_next;
  if not found then
    return;
  end if;
  update run set waiting_for = null, error_code = p_error ->> 'code', error_message = p_error ->> 'message'
   where run_id = v_next;
  if v_run.error_code is distinct from p_error ->> 'code' then
    perform note_event(v_run.run_id, v_run.attempts, 'start-failed', p_error);
  end if;
end
$$;

-- Declares a worker dead and frees the runs it holds. From here on its claims are fenced off.
-- One that died before it could claim anything has used up an attempt of the run that it would have claimed: otherwise
-- workers that cannot come up would be started for ever, and the run would wait for ever. A worker that was never
-- started (worker-not-started), for which there was no room (no-room) or which was told to stop (worker-stopped) costs
-- no attempt.
-- Gives {released: [{runId, state}]}.
create function release_worker(p_worker_id uuid, p_error jsonb, p_log_location text) returns jsonb language plpgsql as $$
declare
  v_worker worker;
  v_next uuid;
  v_run run;
  v_released jsonb := '[]';
begin
  select * into v_worker from worker where worker_id = p_worker_id for update;
  update worker set state = 'GONE', ended_at = clock_timestamp(), end_reason = p_error ->> 'message'
   where worker_id = p_worker_id and state <> 'GONE';
  if v_worker.state = 'STARTING' and p_error ->> 'code' in ('worker-died', 'worker-timeout') then
    v_next := next_claimable(v_worker.job_type);
    update run set attempts = attempts + 1, waiting_for = null where run_id = v_next returning * into v_run;
    if found then
      v_released := v_released || jsonb_build_object('runId', v_run.run_id, 'state', end_attempt(v_run, p_error, p_log_location));
    end if;
  elsif v_worker.state = 'STARTING' and p_error ->> 'code' = 'worker-not-started' then
    perform tell_failed_start(v_worker.job_type, p_error);
  elsif v_worker.state = 'STARTING' and p_error ->> 'code' = 'no-room' then
    v_next := next_claimable(v_worker.job_type);
    update run set waiting_for = 'capacity' where run_id = v_next;
  end if;
  for v_run in select * from run where worker_id = p_worker_id and state = 'IN_PROGRESS' for update loop
    v_released := v_released || jsonb_build_object('runId', v_run.run_id, 'state', end_attempt(v_run, p_error, p_log_location));
  end loop;
  return jsonb_build_object('released', v_released);
end
$$;

-- ------------------------------------------------------------------------------------------------------ a person's acts

-- Opens a new attempt of a FAILED or REJECTED run, or (p_force) of a DUPLICATE, which then counts although its bytes do
-- already. Gives {outcome: 'retried' | 'conflict' | 'unknown', state}.
create function retry_run(p_run_id uuid, p_force boolean default false) returns jsonb language plpgsql as $$
declare
  v_run run;
begin
  select * into v_run from run where run_id = p_run_id for update;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  if not (v_run.state in ('FAILED', 'REJECTED') or (p_force and v_run.state = 'DUPLICATE'))
     -- Nobody knows what its source is for, even when a folder's name is spelled like a job type's or becomes one later.
     or v_run.error_code = 'unknown-job-type'
     or to_regproc(job_type_function(v_run.job_type, 'staged_rows')) is null then
    return jsonb_build_object('outcome', 'conflict', 'state', v_run.state);
  end if;
  update run set state = 'PENDING', attempts_allowed = attempts + 3, not_before = clock_timestamp(), ended_at = null,
         error_code = null, error_message = null, duplicate_of = null, count_duplicate = count_duplicate or p_force,
         rows_read = null, rows_counted = null, rows_quarantined = null, bytes_read = null, groups = null,
         quarantine_prefix = null, log_location = null
   where run_id = p_run_id;
  delete from run_reject_count where run_id = p_run_id;
  perform note_event(p_run_id, v_run.attempts, 'retried', jsonb_build_object('force', p_force));
  return jsonb_build_object('outcome', 'retried', 'state', 'PENDING');
end
$$;

-- Takes a run's figures out of the totals. Gives {outcome: 'withdrawn' | 'conflict' | 'unknown', state}.
create function withdraw_run(p_run_id uuid, p_reason text) returns jsonb language plpgsql as $$
declare
  v_run run;
begin
  select * into v_run from run where run_id = p_run_id;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform lock_figures(v_run.job_type);
  select * into v_run from run where run_id = p_run_id for update;
  if not v_run.counts then
    return jsonb_build_object('outcome', 'conflict', 'state', v_run.state);
  end if;
  update run set counts = false, withdrawn_at = clock_timestamp(), withdrawn_reason = p_reason where run_id = p_run_id;
  perform note_event(p_run_id, v_run.attempts, 'withdrawn', jsonb_build_object('reason', p_reason));
  perform stop_counting(p_run_id);
  return jsonb_build_object('outcome', 'withdrawn', 'state', v_run.state);
end
$$;

-- Puts a withdrawn run's figures back, unless the same bytes count through another run by now (countedBy).
-- Gives {outcome: 'restored' | 'conflict' | 'unknown', state, countedBy?}.
create function restore_run(p_run_id uuid, p_reason text) returns jsonb language plpgsql as $$
declare
  v_run run;
  v_twin uuid;
begin
  select * into v_run from run where run_id = p_run_id;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform lock_figures(v_run.job_type);
  select * into v_run from run where run_id = p_run_id for update;
  v_twin := case when v_run.superseded_by is null then counted_twin(v_run) end;
  if v_run.withdrawn_at is null or v_twin is not null then
    return jsonb_build_object('outcome', 'conflict', 'state', v_run.state, 'countedBy', v_twin);
  end if;
  update run set withdrawn_at = null, withdrawn_reason = null where run_id = p_run_id;
  perform note_event(p_run_id, v_run.attempts, 'restored', jsonb_build_object('reason', p_reason));
  if v_run.superseded_by is null then
    perform start_counting(p_run_id);
  end if;
  return jsonb_build_object('outcome', 'restored', 'state', v_run.state);
end
$$;
