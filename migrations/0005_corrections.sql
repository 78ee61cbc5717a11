-- Corrections: a run that puts right quarantined rows of another run, its target. It names them by their lines in the
-- target's file; its figures are published and counted as those of any run.
--
-- A correction *stands* once it is published and neither superseded nor withdrawn. It counts when it stands and its target
-- counts: a target takes its corrections with it, and brings them back, without changing what they are themselves.

-- For an exclusion constraint over uuids and numbers.
create extension if not exists btree_gist;

alter table run
  add column corrects uuid references run,
  -- Rows of this run that corrections which stand have put right.
  add column rows_corrected bigint not null default 0,
  add column stands boolean not null
    generated always as (state = 'SUCCEEDED' and superseded_by is null and withdrawn_at is null) stored,
  add constraint run_corrected_rows check (rows_corrected between 0 and coalesce(rows_quarantined, 0)),
  add constraint run_corrects_original check (corrects is null or (corrects <> run_id and rows_corrected = 0)),
  add constraint run_standing unique (run_id, corrects, stands);
create index run_corrections on run (corrects, created_at desc) where corrects is not null;

-- Takes the place of run_counting: rows of corrections are told apart from those of files.
create index run_counting_rows on run (job_type) include (rows_read, rows_counted, rows_quarantined, corrects) where counts;
drop index run_counting;

-- Which lines of its target a correction has put right, in blocks of 2,048 lines; staged by an attempt like its figures.
create table run_corrected_lines (
  run_id   uuid not null,
  attempt  integer not null,
  corrects uuid not null,
  stands   boolean not null default false,
  block    bigint not null check (block >= 0),
  lines    int8multirange not null check (not isempty(lines)),
  primary key (run_id, attempt, block),
  check (lines <@ int8range(block * 2048, (block + 1) * 2048)),
  -- The database itself keeps `stands` as it is in the run.
  foreign key (run_id, corrects, stands) references run (run_id, corrects, stands) on update cascade,
  -- A line is corrected once among the corrections that stand. A new version of a correction may take lines over from the
  -- one that it supersedes, so that this holds at the end of a transaction.
  constraint line_corrected_once
    exclude using gist (corrects with =, block with =, lines with &&) where (stands) deferrable initially deferred
);
create index run_corrected_lines_standing on run_corrected_lines (corrects, block) where stands;

-- Why a run cannot be corrected, as {code, message}; null when it can.
create function correction_error(p_target uuid, p_job_type text) returns jsonb language plpgsql stable as $$
declare
  v_target run;
  v_code text;
  v_message text;
begin
  select * into v_target from run where run_id = p_target;
  if not found then
    v_code := 'corrects-unknown-run';
    v_message := format('There is no run %s, which the folder of the file names. Upload the file again as '
      'landing/%s/corrections/<run id>/<name>.', p_target, p_job_type);
  elsif v_target.job_type <> p_job_type then
    v_code := 'corrects-other-job-type';
    v_message := format('Run %s is of the job type %s, not %s. Upload the file again as landing/%s/corrections/%s/<name>.',
      p_target, v_target.job_type, p_job_type, v_target.job_type, p_target);
  elsif v_target.corrects is not null then
    v_code := 'corrects-correction';
    v_message := format('Run %s is itself a correction. Upload the file again as a correction of run %s, whose rows it corrects.',
      p_target, v_target.corrects);
  elsif v_target.state = 'REJECTED' then
    v_code := 'corrects-unpublished';
    v_message := format('Run %s was rejected and published no figures, so that its rows cannot be corrected one by one. '
      'Correct its file as a whole and upload that again.', p_target);
  elsif v_target.state = 'DUPLICATE' then
    v_code := 'corrects-unpublished';
    v_message := format('Run %s published no figures: its bytes count through run %s. Upload the file again as a correction of that run.',
      p_target, v_target.duplicate_of);
  elsif v_target.state <> 'SUCCEEDED' then
    v_code := 'corrects-unpublished';
    v_message := format('Run %s has not published any figures yet (it is %s). Retry this correction once it has.',
      p_target, v_target.state);
  elsif v_target.superseded_by is not null then
    v_code := 'corrects-superseded';
    v_message := format('Run %s was superseded by run %s, so that its rows count no more. Correct the rows of that run.',
      p_target, v_target.superseded_by);
  else
    return null;
  end if;
  return jsonb_build_object('code', v_code, 'message', v_message);
end
$$;

-- As before, and p_run may have `corrects`, the id of another run. A correction of a run that cannot be corrected is
-- recorded all the same, as REJECTED.
create or replace function record_run(p_run jsonb) returns jsonb language plpgsql as $$
declare
  v_run_id uuid := (p_run ->> 'runId')::uuid;
  v_target uuid := (p_run ->> 'corrects')::uuid;
  v_error jsonb := nullif(p_run -> 'error', 'null'::jsonb);
  v_state text;
  v_known run;
begin
  if v_error is null and v_target is not null then
    v_error := correction_error(v_target, p_run ->> 'jobType');
  end if;
  v_state := case when v_error is null then 'PENDING' else 'REJECTED' end;
  insert into run (run_id, job_type, identity, lineage, request_id, corrects, state, error_code, error_message, ended_at)
  values (v_run_id, p_run ->> 'jobType', p_run ->> 'identity', p_run ->> 'lineage', p_run ->> 'requestId',
          (select run_id from run where run_id = v_target), v_state, v_error ->> 'code', v_error ->> 'message',
          case when v_error is not null then clock_timestamp() end)
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
  perform note_event(v_run_id, 0, 'recorded', case when v_target is null then '{}' else jsonb_build_object('corrects', v_target) end);
  if v_error is not null then
    perform note_event(v_run_id, 0, 'rejected', v_error);
  end if;
  return jsonb_build_object('runId', v_run_id, 'state', v_state, 'recorded', true);
end
$$;

-- ----------------------------------------------------------------------------------------------------------- claiming

-- As before; a correction comes with `corrects`. A worker of older code knows nothing of corrections and would count one as
-- a file of its own: when a correction is next it is told to leave, and the run's watchdog starts a newer worker.
drop function claim_run(uuid);
create function claim_run(p_worker_id uuid, p_does_corrections boolean default false) returns jsonb language plpgsql as $$
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
    perform note_event(v_run.run_id, v_run.attempts, 'claimed',
                       jsonb_build_object('workerId', p_worker_id, 'glueRunId', v_worker.glue_run_id));
  end if;
  return jsonb_build_object('alive', true, 'run', jsonb_build_object('runId', v_run.run_id, 'attempt', v_run.attempts,
           'jobType', v_run.job_type, 'sources', run_sources(v_run.run_id), 'corrects', v_run.corrects));
end
$$;

-- What a correction has to know of its target: {error, quarantinePrefix, rowsQuarantined}. error, {code, message}, is null as
-- long as it can be corrected.
create function correction_target(p_run_id uuid) returns jsonb language sql stable as $$
  select jsonb_build_object('error', correction_error(run.corrects, run.job_type),
           'quarantinePrefix', target.quarantine_prefix, 'rowsQuarantined', target.rows_quarantined, 'lineage', run.lineage)
    from run join run target on target.run_id = run.corrects
   where run.run_id = p_run_id
$$;

-- Lines of a run that corrections which stand have put right, but for those of one lineage, block after block; a page of
-- blocks behind p_after (-1: the first page), small enough for an answer of the Data API. `lines` reads 7-9,12-12.
create function corrected_lines(p_target uuid, p_except_lineage text, p_after bigint)
returns table (block bigint, lines text) language sql stable as $$
  with standing as (
    select corrected.block, range_agg(corrected.lines) as lines
      from run_corrected_lines corrected join run on run.run_id = corrected.run_id
     where corrected.corrects = p_target and corrected.stands and corrected.block > p_after
       and run.lineage is distinct from p_except_lineage
     group by corrected.block order by corrected.block limit 200
  ),
  written as (
    select standing.block, (select string_agg(lower(one) || '-' || upper(one) - 1, ',' order by lower(one))
                              from unnest(standing.lines) as one) as lines
      from standing
  ),
  sized as (select written.*, sum(octet_length(written.lines) + 100) over (order by written.block) as bytes from written)
  select sized.block, sized.lines from sized where sized.bytes <= 700000 order by sized.block
$$;

-- Stages lines that an attempt corrects. p_blocks: texts of line numbers with commas between, each all lines of one block.
-- A worker that no longer holds the run leaves nothing behind, and repeating does no harm.
create function stage_corrected_lines(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_blocks jsonb)
returns void language sql as $$
  insert into run_corrected_lines (run_id, attempt, corrects, block, lines)
  select run.run_id, p_attempt, run.corrects, line / 2048, range_agg(int8range(line, line + 1))
    from run, jsonb_array_elements_text(p_blocks) as block, string_to_table(block, ',') as written,
         lateral (select written::bigint as line) as number
   where run.run_id = p_run_id and run.state = 'IN_PROGRESS' and run.worker_id = p_worker_id and run.attempts = p_attempt
   group by run.run_id, run.corrects, line / 2048
  on conflict (run_id, attempt, block) do nothing
$$;

-- Figures and lines of attempts that can no longer be published.
create function discard_staged(p_job_type text, p_run_id uuid, p_except_attempt integer) returns void language plpgsql as $$
begin
  execute format('select %s($1, $2)', job_type_function(p_job_type, 'discard')) using p_run_id, p_except_attempt;
  delete from run_corrected_lines where run_id = p_run_id and attempt is distinct from p_except_attempt;
end
$$;

-- ------------------------------------------------------------------------------------------------ versions and content

-- As before; a correction repeats another one that stands, whether its target counts now or not.
create or replace function counted_twin(p_run run) returns uuid language sql stable as $$
  select twin.run_id from run twin
   where twin.job_type = p_run.job_type and twin.content_identity = p_run.content_identity
     and case when p_run.corrects is null then twin.counts else twin.stands end
     and twin.run_id <> p_run.run_id and not p_run.count_duplicate
     and not (twin.lineage = p_run.lineage and twin.lineage_order < p_run.lineage_order)
   order by twin.created_at, twin.run_id limit 1
$$;

-- As before; the same bytes that correct different runs are not the same content.
create or replace function identify_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_sources jsonb)
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
    content_identity = coalesce('corrects ' || corrects || ' ', '')
                       || (select string_agg(size || ':' || checksum, ' ' order by position)
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

-- A correction that stands and has put right a line which p_attempt of p_run corrects too; not one of p_except_lineage.
create function taken_lines(p_run run, p_attempt integer, p_except_lineage text) returns uuid language sql stable as $$
  select theirs.run_id
    from run_corrected_lines ours
    join run_corrected_lines theirs
      on theirs.corrects = ours.corrects and theirs.block = ours.block and theirs.lines && ours.lines and theirs.stands
    join run other on other.run_id = theirs.run_id and other.lineage is distinct from p_except_lineage
   where ours.run_id = p_run.run_id and ours.attempt = p_attempt and theirs.run_id <> p_run.run_id
   limit 1
$$;

-- Keeps rows_corrected of a target, after one of its corrections began to stand or stands no more. Does nothing for null.
create function sum_corrections(p_target uuid) returns void language sql as $$
  update run set rows_corrected =
         coalesce((select sum(correction.rows_counted) from run correction where correction.corrects = p_target and correction.stands), 0)
   where run_id = p_target
$$;

create function add_figures(p_run run) returns void language plpgsql as $$
begin
  update run set counts = true where run_id = p_run.run_id;
  execute format('select %s($1, $2)', job_type_function(p_run.job_type, 'add')) using p_run.run_id, p_run.published_attempt;
end
$$;

create function remove_figures(p_run run) returns void language plpgsql as $$
begin
  update run set counts = false where run_id = p_run.run_id;
  execute format('select %s($1, $2)', job_type_function(p_run.job_type, 'remove')) using p_run.run_id, p_run.published_attempt;
end
$$;

-- As before, and its corrections that stand count with it again. A correction of a run that does not count only stands.
create or replace function start_counting(p_run_id uuid) returns void language plpgsql as $$
declare
  v_run run;
  v_newer uuid;
  v_other run;
begin
  select * into strict v_run from run where run_id = p_run_id for update;
  v_newer := newer_published(v_run);
  if v_newer is not null then
    update run set superseded_by = v_newer where run_id = p_run_id;
    perform note_event(p_run_id, v_run.attempts, 'superseded', jsonb_build_object('supersededBy', v_newer));
    return;
  end if;
  if v_run.corrects is null or (select counts from run where run_id = v_run.corrects) then
    perform add_figures(v_run);
  end if;
  for v_other in select * from run where corrects = p_run_id and stands and not counts order by created_at, run_id for update loop
    perform add_figures(v_other);
    perform note_event(v_other.run_id, v_other.attempts, 'counts-again', jsonb_build_object('corrects', p_run_id));
  end loop;
  for v_other in
    select * from run where job_type = v_run.job_type and lineage = v_run.lineage and run_id <> p_run_id
       and state = 'SUCCEEDED' and superseded_by is null and lineage_order < v_run.lineage_order order by lineage_order
  loop
    update run set superseded_by = p_run_id, counts = false where run_id = v_other.run_id;
    perform note_event(v_other.run_id, v_other.attempts, 'superseded', jsonb_build_object('supersededBy', p_run_id));
    if v_other.stands then
      perform stop_counting(v_other.run_id, v_other.counts);
    end if;
  end loop;
  perform sum_corrections(v_run.corrects);
end
$$;

-- Takes figures out of the totals, those of the corrections too, and lets the oldest run with the same bytes count in their
-- place, without the corrections: they are of this run. p_counted: whether the run counted until now. The caller has
-- already cleared `counts` and noted why it stands no more.
-- Only called with the figures' lock held. Ends, since every promotion uses up a DUPLICATE.
drop function stop_counting(uuid);
create function stop_counting(p_run_id uuid, p_counted boolean) returns void language plpgsql as $$
declare
  v_run run;
  v_other run;
  v_heir run;
  v_twin uuid;
begin
  select * into strict v_run from run where run_id = p_run_id;
  for v_other in select * from run where corrects = p_run_id and counts order by created_at, run_id for update loop
    perform remove_figures(v_other);
    perform note_event(v_other.run_id, v_other.attempts, 'counts-no-more', jsonb_build_object('corrects', p_run_id));
  end loop;
  if p_counted then
    perform remove_figures(v_run);
  end if;
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
  -- What the repeats of a correction correct may have been put right otherwise, for instance by its newer version.
  v_twin := taken_lines(v_run, v_run.published_attempt, null);
  if v_twin is not null then
    perform reject_repeats(p_run_id, v_twin);
    return;
  end if;
  execute format('select %s($1, $2, $3, $4)', job_type_function(v_run.job_type, 'copy'))
    using p_run_id, v_run.published_attempt, v_heir.run_id, v_heir.attempts;
  insert into run_corrected_lines (run_id, attempt, corrects, block, lines)
  select v_heir.run_id, v_heir.attempts, corrects, block, lines from run_corrected_lines
   where run_id = p_run_id and attempt = v_run.published_attempt on conflict (run_id, attempt, block) do nothing;
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

create function reject_repeats(p_run_id uuid, p_taken_by uuid) returns void language plpgsql as $$
declare
  v_repeat run;
  v_error jsonb := jsonb_build_object('code', 'nothing-corrected', 'message', format(
    'Lines of this file are corrected by run %s by now. Retry this run to correct those that are left.', p_taken_by));
begin
  for v_repeat in select * from run where duplicate_of = p_run_id and state = 'DUPLICATE' for update loop
    update run set state = 'REJECTED', duplicate_of = null, error_code = v_error ->> 'code', error_message = v_error ->> 'message'
     where run_id = v_repeat.run_id;
    perform note_event(v_repeat.run_id, v_repeat.attempts, 'rejected', v_error);
  end loop;
end
$$;

-- ------------------------------------------------------------------------------------------------------------- closing

-- Gives a run back to the queue at once, at the cost of no attempt: what it was read against has changed meanwhile.
create function put_back(p_run run, p_reason jsonb) returns jsonb language plpgsql as $$
begin
  perform discard_staged(p_run.job_type, p_run.run_id, null);
  update run set state = 'PENDING', worker_id = null, step = null, progress_rows = null,
         attempts_allowed = attempts_allowed + 1, not_before = clock_timestamp()
   where run_id = p_run.run_id;
  perform note_event(p_run.run_id, p_run.attempts, 'put-back', p_reason);
  return jsonb_build_object('outcome', 'again');
end
$$;

-- As before. A correction that lost a race for a line, or whose target was superseded while it was read, gives
-- {outcome: 'again'}: the run is PENDING and is to be judged anew.
create or replace function publish_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_summary jsonb)
returns jsonb language plpgsql as $$
declare
  v_run run;
  v_staged bigint;
  v_lines numeric;
  v_twin uuid;
  v_error jsonb;
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
                when v_run.state = 'PENDING' and v_run.corrects is not null then jsonb_build_object('outcome', 'again')
                else jsonb_build_object('outcome', 'fenced') end;
  end if;
  execute format('select %s($1, $2)', job_type_function(v_run.job_type, 'staged_rows'))
    into v_staged using p_run_id, p_attempt;
  if v_staged <> (p_summary ->> 'rowsCounted')::bigint then
    raise exception 'run %: % rows are staged but % were counted', p_run_id, v_staged, p_summary ->> 'rowsCounted';
  end if;
  v_twin := counted_twin(v_run);
  if v_twin is not null then
    perform discard_staged(v_run.job_type, p_run_id, null);
    return close_as_duplicate(v_run, v_twin);
  end if;
  if v_run.corrects is not null then
    select coalesce(sum(upper(one) - lower(one)), 0) into v_lines
      from run_corrected_lines corrected, unnest(corrected.lines) as one
     where corrected.run_id = p_run_id and corrected.attempt = p_attempt;
    if v_lines <> v_staged then
      raise exception 'run %: % lines are corrected but % rows are staged', p_run_id, v_lines, v_staged;
    end if;
    v_error := correction_error(v_run.corrects, v_run.job_type);
    -- Of one lineage only the newest stands, so that versions of the same correction do not contend.
    v_twin := taken_lines(v_run, p_attempt, v_run.lineage);
    if v_error is not null or v_twin is not null then
      return put_back(v_run, coalesce(v_error, jsonb_build_object('correctedBy', v_twin)));
    end if;
  end if;
  perform discard_staged(v_run.job_type, p_run_id, p_attempt);
  perform store_summary(p_run_id, p_attempt, p_summary);
  update run set state = 'SUCCEEDED', published_attempt = p_attempt, worker_id = null, step = null,
         progress_rows = null, ended_at = clock_timestamp() where run_id = p_run_id;
  perform note_event(p_run_id, p_attempt, 'published');
  perform start_counting(p_run_id);
  return jsonb_build_object('outcome', 'published');
end
$$;

create or replace function reject_run(p_run_id uuid, p_worker_id uuid, p_attempt integer, p_summary jsonb, p_error jsonb)
returns jsonb language plpgsql as $$
declare
  v_run run := held_run(p_run_id, p_worker_id, p_attempt);
begin
  if v_run.run_id is null then
    select * into v_run from run where run_id = p_run_id;
    return jsonb_build_object('outcome', case when v_run.state = 'REJECTED' and v_run.attempts = p_attempt
                                              then 'rejected' else 'fenced' end);
  end if;
  perform discard_staged(v_run.job_type, p_run_id, null);
  perform store_summary(p_run_id, p_attempt, p_summary);
  update run set state = 'REJECTED', worker_id = null, step = null, progress_rows = null, ended_at = clock_timestamp(),
         error_code = p_error ->> 'code', error_message = p_error ->> 'message' where run_id = p_run_id;
  perform note_event(p_run_id, p_attempt, 'rejected', p_error);
  return jsonb_build_object('outcome', 'rejected');
end
$$;

create or replace function end_attempt(p_run run, p_error jsonb, p_log_location text) returns text language plpgsql as $$
declare
  v_state text := case when p_run.attempts >= p_run.attempts_allowed then 'FAILED' else 'PENDING' end;
begin
  perform discard_staged(p_run.job_type, p_run.run_id, null);
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

-- ------------------------------------------------------------------------------------------------------ a person's acts

-- As before; a correction of nobody knows what would be counted as a file of its own.
create or replace function retry_run(p_run_id uuid, p_force boolean default false) returns jsonb language plpgsql as $$
declare
  v_run run;
begin
  select * into v_run from run where run_id = p_run_id for update;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  if not (v_run.state in ('FAILED', 'REJECTED') or (p_force and v_run.state = 'DUPLICATE'))
     -- Nobody knows what its source is for, even when a folder's name is spelled like a job type's or becomes one later.
     or v_run.error_code in ('unknown-job-type', 'corrects-unknown-run')
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

-- As before. A correction can be withdrawn while its target is: it will not come back with it.
create or replace function withdraw_run(p_run_id uuid, p_reason text) returns jsonb language plpgsql as $$
declare
  v_run run;
begin
  select * into v_run from run where run_id = p_run_id;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform lock_figures(v_run.job_type);
  select * into v_run from run where run_id = p_run_id for update;
  if not (v_run.counts or (v_run.stands and v_run.corrects is not null)) then
    return jsonb_build_object('outcome', 'conflict', 'state', v_run.state);
  end if;
  update run set counts = false, withdrawn_at = clock_timestamp(), withdrawn_reason = p_reason where run_id = p_run_id;
  perform note_event(p_run_id, v_run.attempts, 'withdrawn', jsonb_build_object('reason', p_reason));
  perform stop_counting(p_run_id, v_run.counts);
  perform sum_corrections(v_run.corrects);
  return jsonb_build_object('outcome', 'withdrawn', 'state', v_run.state);
end
$$;

-- As before. A correction stays withdrawn when another one has put right a line of its own meanwhile (countedBy).
create or replace function restore_run(p_run_id uuid, p_reason text) returns jsonb language plpgsql as $$
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
  v_twin := case when v_run.superseded_by is null then coalesce(counted_twin(v_run), taken_lines(v_run, v_run.published_attempt, null)) end;
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
