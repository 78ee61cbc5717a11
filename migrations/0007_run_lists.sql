-- What lists of runs need: an index for each filter, one for searching texts, and how many bytes a run has read so far.

-- By state, and by job type and state; both in the order of the list.
create index run_newest_by_state on run (state, created_at desc, run_id desc);
create index run_newest_by_type on run (job_type, state, created_at desc, run_id desc);

-- The runs whose place this one has taken.
create index run_superseded on run (superseded_by, created_at) where superseded_by is not null;

-- What a run is found by beside the keys of its sources, in lower case. Of a long error its beginning.
create function run_words(p_run_id uuid, p_request_id text, p_error_code text, p_error_message text) returns text
language sql immutable parallel safe return
  lower((p_run_id::text || chr(10) || coalesce(p_request_id, '') || chr(10) || coalesce(p_error_code, '') || chr(10)
         || coalesce(left(p_error_message, 8000), '')) collate "und-x-icu");

create function source_words(p_key text) returns text
language sql immutable parallel safe return lower(p_key collate "und-x-icu");

-- Parts of texts are found through their trigrams. A PostgreSQL without that extension finds the same runs by reading all
-- of them, which takes long only when there are very many.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_trgm') then
    create extension if not exists pg_trgm;
    create index run_by_words on run
      using gin (run_words(run_id, request_id, error_code, error_message) gin_trgm_ops);
    create index run_source_by_words on run_source using gin (source_words(key) gin_trgm_ops);
  end if;
end
$$;

-- Stored bytes of its sources that the running attempt has read, compressed as they lie there: comparable with their
-- sizes. Told together with progress_rows; without those it says nothing.
alter table run add column progress_bytes bigint;

create function heartbeat(
  p_worker_id uuid, p_run_id uuid, p_attempt integer, p_step text, p_rows bigint, p_bytes bigint
) returns boolean language plpgsql as $$
begin
  if not heartbeat(p_worker_id, p_run_id, p_attempt, p_step, p_rows) then
    return false;
  end if;
  update run set progress_bytes = p_bytes
   where run_id = p_run_id and worker_id = p_worker_id and attempts = p_attempt
     and progress_bytes is distinct from p_bytes;
  return true;
end
$$;
