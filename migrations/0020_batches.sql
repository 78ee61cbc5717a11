-- Runs of several files: a batch. The files of a batch land in one folder, in any order and at any distance of time. The
-- first one opens a run that waits for the others; the run starts when it has one file for each role of its job type. From
-- then on each newer version of one of them opens a run of its own with the newest versions of the others.

alter table run
  -- Roles of which no file has landed yet.
  add column missing_roles text[] not null default '{}',
  -- When a run that waits for files gives up.
  add column wait_until timestamptz,
  add constraint run_waits_for_files check ((waiting_for is not distinct from 'files')
    = (state = 'PENDING' and missing_roles <> '{}')),
  add constraint run_has_its_files check (missing_roles = '{}' or state in ('PENDING', 'REJECTED'));

-- One run of a batch waits for files at a time, whatever is delivered at once.
create unique index run_waiting_batch on run (job_type, lineage) where waiting_for = 'files';

-- Every file version that a batch has been told of; never deleted. Which versions make a run is decided from this alone, so
-- that it does not depend on the order in which they were told.
create table batch_file (
  job_type   text not null,
  lineage    text not null,
  role       text not null,
  bucket     text not null,
  key        text not null,
  version_id text not null,
  size       bigint not null,
  landed_at  timestamptz not null,
  primary key (job_type, lineage, role, version_id)
);

-- As identify() of lambdas/core/runs/identity.ts: the SHA-256 (hex) over the JSON text of [job type, [role, bucket, key,
-- version]…]. PostgreSQL writes a text in JSON as JavaScript does; a property test compares the two.
create function sources_identity(p_job_type text, p_sources jsonb) returns text language sql immutable as $$
  select encode(sha256(convert_to('[' || to_json(p_job_type)::text || coalesce(string_agg(
           ',[' || to_json(source ->> 'role')::text || ',' || to_json(source ->> 'bucket')::text || ','
           || to_json(source ->> 'key')::text || ',' || to_json(source ->> 'versionId')::text || ']',
           '' order by position), '') || ']', 'UTF8')), 'hex')
    from jsonb_array_elements(p_sources) with ordinality as t (source, position)
$$;

-- As toRunId() there: a UUID of version 8.
create function identity_run_id(p_identity text) returns uuid language sql immutable as $$
  select overlay(overlay(left(p_identity, 32) placing '8' from 13 for 1)
           placing to_hex((('x' || substr(p_identity, 17, 1))::bit(4)::integer & 3) | 8) from 17 for 1)::uuid
$$;

-- The newest version of each role that has landed, in the order of the roles, as record_run takes sources. Only called with
-- the batch's lock held.
create function batch_sources(p_job_type text, p_lineage text, p_roles text[]) returns jsonb language sql stable as $$
  select jsonb_agg(source order by array_position(p_roles, role)) from (
    select distinct on (file.role) file.role,
           jsonb_build_object('role', file.role, 'bucket', file.bucket, 'key', file.key, 'versionId', file.version_id,
                              'size', file.size, 'landedAt', file.landed_at) as source
      from batch_file file left join source_version version using (bucket, key, version_id)
     where file.job_type = p_job_type and file.lineage = p_lineage
     order by file.role, version.ordinal desc nulls last, file.version_id) newest
$$;

create function store_sources(p_run_id uuid, p_sources jsonb) returns void language sql as $$
  delete from run_source where run_id = p_run_id;
  insert into run_source (run_id, position, role, bucket, key, version_id, size, checksum, landed_at)
  select p_run_id, ordinality - 1, source ->> 'role', source ->> 'bucket', source ->> 'key', source ->> 'versionId',
         (source ->> 'size')::bigint, source ->> 'checksum', (source ->> 'landedAt')::timestamptz
    from jsonb_array_elements(p_sources) with ordinality as t (source, ordinality);
$$;

create function rest_seconds(p_run_id uuid) returns integer language sql stable as $$
  select coalesce(max(ceil(greatest(extract(epoch from wait_until - clock_timestamp()), 0))), 0)::integer
    from run where run_id = p_run_id and waiting_for = 'files'
$$;

alter function record_run(jsonb) rename to record_single_run;

-- Records a file of a batch: opens a run, or gives a file to the run that waits for it. Deliveries of one batch take turns.
-- p_run as record_run takes it, with `batch`: {roles, waitDays, newestFirst}, and one source.
-- Gives {runId, state, recorded, restSeconds}: for so long the run may wait for further files; 0 when it need not.
create function record_batch_file(p_run jsonb) returns jsonb language plpgsql as $$
declare
  v_job_type text := p_run ->> 'jobType';
  v_lineage text := p_run ->> 'lineage';
  v_file jsonb := p_run #> '{sources,0}';
  v_roles text[] := array(select jsonb_array_elements_text(p_run #> '{batch,roles}'));
  v_other text;
  v_sources jsonb;
  v_missing text[];
  v_identity text;
  v_waiting run;
  v_recorded jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('batch'), hashtext(v_lineage));
  select key into v_other from batch_file
   where job_type = v_job_type and lineage = v_lineage and role = v_file ->> 'role' and key <> v_file ->> 'key';
  if found then
    return record_single_run(p_run || jsonb_build_object('error', jsonb_build_object('code', 'second-file-of-role',
      'message', format('The batch has %s for %s already, and a batch has one file for each. Upload the file again as a new '
                        'version of that one, or into a folder of its own.', v_other, v_file ->> 'role'))));
  end if;
  perform order_versions(v_file ->> 'bucket', v_file ->> 'key',
                         array(select jsonb_array_elements_text(p_run #> '{batch,newestFirst}')));
  insert into batch_file (job_type, lineage, role, bucket, key, version_id, size, landed_at)
  values (v_job_type, v_lineage, v_file ->> 'role', v_file ->> 'bucket', v_file ->> 'key', v_file ->> 'versionId',
          (v_file ->> 'size')::bigint, (v_file ->> 'landedAt')::timestamptz)
  on conflict do nothing;
  v_sources := batch_sources(v_job_type, v_lineage, v_roles);
  v_missing := array(select role from unnest(v_roles) with ordinality as t (role, position)
                      where not v_sources @> jsonb_build_array(jsonb_build_object('role', role)) order by position);
  v_identity := sources_identity(v_job_type, v_sources);
  select * into v_waiting from run
   where job_type = v_job_type and lineage = v_lineage and waiting_for = 'files' for update;
  if found then
    perform store_sources(v_waiting.run_id, v_sources);
    if v_missing = '{}' then
      -- No run has this identity: a batch of which a run waits was never complete before.
      update run set identity = v_identity, missing_roles = '{}', waiting_for = null, wait_until = null
       where run_id = v_waiting.run_id;
      perform note_event(v_waiting.run_id, v_waiting.attempts, 'files-complete');
    end if;
    return jsonb_build_object('runId', v_waiting.run_id, 'state', 'PENDING', 'recorded', false,
                              'restSeconds', rest_seconds(v_waiting.run_id));
  end if;
  v_recorded := record_single_run(p_run || jsonb_build_object(
    'runId', identity_run_id(v_identity), 'identity', v_identity, 'sources', v_sources));
  if v_missing <> '{}' and (v_recorded ->> 'recorded')::boolean then
    update run set waiting_for = 'files', missing_roles = v_missing,
           wait_until = clock_timestamp() + make_interval(days => (p_run #>> '{batch,waitDays}')::integer)
     where run_id = (v_recorded ->> 'runId')::uuid;
  end if;
  return v_recorded || jsonb_build_object('restSeconds', rest_seconds((v_recorded ->> 'runId')::uuid));
end
$$;

-- As before; a file of a batch (p_run has `batch`) may join others.
create function record_run(p_run jsonb) returns jsonb language sql as $$
  select case when p_run ? 'batch' then record_batch_file(p_run) else record_single_run(p_run) end
$$;

-- Ends the waiting of a run whose files have not come in time. Gives {state}; repeated, it gives the same.
create function give_up_waiting(p_run_id uuid) returns jsonb language plpgsql as $$
declare
  v_run run;
  v_error jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('batch'), hashtext(lineage)) from run where run_id = p_run_id;
  select * into v_run from run
   where run_id = p_run_id and waiting_for = 'files' and wait_until <= clock_timestamp() for update;
  if found then
    v_error := jsonb_build_object('code', 'files-missing', 'message', format(
      'No file for %s has landed in the folder of this batch in time. Upload it there; it then makes a run with the files '
      'that have landed, which need not be uploaded again.', array_to_string(v_run.missing_roles, ', ')));
    update run set state = 'REJECTED', waiting_for = null, wait_until = null, ended_at = clock_timestamp(),
           error_code = v_error ->> 'code', error_message = v_error ->> 'message' where run_id = p_run_id;
    perform note_event(p_run_id, v_run.attempts, 'rejected', v_error);
  end if;
  return (select jsonb_build_object('state', state) from run where run_id = p_run_id);
end
$$;

-- As before, but a run that has not all its files is not tried again: what it lacks is a file, and that makes a run of its own
-- when it lands.
alter function retry_run(uuid, boolean) rename to retry_any_run;
create function retry_run(p_run_id uuid, p_force boolean default false) returns jsonb language plpgsql as $$
begin
  if exists (select from run where run_id = p_run_id
              and (missing_roles <> '{}' or error_code in ('second-file-of-role', 'unknown-file'))) then
    return (select jsonb_build_object('outcome', 'conflict', 'state', state) from run where run_id = p_run_id);
  end if;
  return retry_any_run(p_run_id, p_force);
end
$$;

-- As before, and the time for which a run waited for files is no part of it.
create or replace function note_lateness(p_run_id uuid, p_start_seconds integer, p_run_seconds integer, p_bytes_per_second bigint)
returns jsonb language plpgsql as $$
declare
  v_run run;
  v_since timestamptz;
  v_open integer;
  v_expected integer;
begin
  select * into v_run from run where run_id = p_run_id and state in ('PENDING', 'IN_PROGRESS') for update;
  if not found then
    return jsonb_build_object('isLate', false, 'openSeconds', 0, 'expectedSeconds', 0);
  end if;
  select greatest(v_run.created_at, max(at)) into v_since
    from run_event where run_id = p_run_id and event in ('retried', 'files-complete');
  select p_start_seconds + ceil(count(distinct ahead.run_id) * p_run_seconds + sum(source.size) / p_bytes_per_second)
    into v_expected
    from run ahead join run_source source using (run_id)
   where ahead.job_type = v_run.job_type
     and (ahead.run_id = p_run_id
          -- A run that has been open for longer than a week is not what keeps this one waiting.
          or (ahead.created_at <= v_since and ahead.created_at > v_since - interval '7 days'
              and (ahead.ended_at is null or ahead.ended_at > v_since)));
  v_open := floor(extract(epoch from clock_timestamp() - v_since));
  if v_open > v_expected and not exists (select from run_event
                                          where run_id = p_run_id and event = 'late' and at >= v_since) then
    perform note_event(p_run_id, v_run.attempts, 'late',
                       jsonb_build_object('openSeconds', v_open, 'expectedSeconds', v_expected));
  end if;
  return jsonb_build_object('isLate', v_open > v_expected, 'openSeconds', v_open, 'expectedSeconds', v_expected);
end
$$;
