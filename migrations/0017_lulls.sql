-- A lull is a time in which nothing that readers see can change, so that what was read in it may be kept elsewhere and the
-- database may sleep (docs/decisions/0017-lulls.md). While one lasts, a change is refused with the state CHL01; who wants to make
-- it first marks the lull as ended where readers look, and then ends it here.

create table lull (
  is_only boolean primary key default true check (is_only),
  lull_id uuid -- null: there is none
);
insert into lull default values;

-- Whoever changes something holds this together with others, until it has committed; a lull begins only while nobody does.
create function lull_lock_class() returns integer language sql immutable as $$ select hashtext('lull') $$;

create function mind_lull() returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(lull_lock_class(), 0);
  -- A statement of its own: its snapshot is taken once the lock is held, so that it sees a lull that has just begun.
  if exists (select from lull where lull_id is not null) then
    raise exception 'Nothing may change during a lull: end it first.' using errcode = 'CHL01';
  end if;
end
$$;

-- Begins a lull under the id, unless there is one. Gives the id of the one that is, or null when none can begin now: somebody
-- changes something, or a worker is awake, which would.
create function begin_lull(p_lull_id uuid) returns uuid language plpgsql as $$
declare
  v_lull_id uuid;
begin
  select lull_id into v_lull_id from lull;
  if v_lull_id is not null then
    return v_lull_id;
  end if;
  if not pg_try_advisory_xact_lock(lull_lock_class(), 0) then
    return null;
  end if;
  if exists (select from worker where state <> 'GONE') then
    return null;
  end if;
  update lull set lull_id = p_lull_id where lull_id is null;
  select lull_id into v_lull_id from lull;
  return v_lull_id;
end
$$;

-- To be called only when the lull's end is marked where readers look. Ends no other.
create function end_lull(p_lull_id uuid) returns void language sql as
$$ update lull set lull_id = null where lull_id = p_lull_id $$;

create function minds_lull() returns trigger language plpgsql as $$
begin
  perform mind_lull();
  return case tg_op when 'DELETE' then old else new end;
end
$$;

-- Figures change only together with the run that they are of, so that their own tables need no trigger.
create trigger run_minds_lull before insert or update or delete on run for each row execute function minds_lull();
create trigger run_source_minds_lull before insert or update or delete on run_source
  for each row execute function minds_lull();
create trigger run_event_minds_lull before insert or update or delete on run_event
  for each row execute function minds_lull();
create trigger run_reject_count_minds_lull before insert or update or delete on run_reject_count
  for each row execute function minds_lull();
create trigger request_minds_lull before insert or update or delete on request for each row execute function minds_lull();
-- What a worker is paid is told to nobody, and often comes when all is quiet.
create trigger worker_minds_lull before insert or delete or update of state, glue_run_id on worker
  for each row execute function minds_lull();
