-- Who did it. The API knows who has signed in, and hands {subject, name} on with what they do; workers and functions do
-- what they do by nobody's name.
--
-- The functions that change a run stay as they are: what a person does, and all that follows from it at once (a duplicate
-- that counts in the place of what was withdrawn), is noted under their name by the columns' default, which a setting of
-- this one transaction tells. Code of the release before calls the functions without a name, as before.

create function acting_for() returns jsonb language sql stable as
$$ select nullif(current_setting('countinghouse.by', true), '')::jsonb $$;

-- Ends with the transaction, so that no other call on the same connection acts under this name.
create function act_for(p_by jsonb) returns void language plpgsql as $$
begin
  if p_by is null or coalesce(p_by ->> 'subject', '') = '' or coalesce(p_by ->> 'name', '') = '' then
    raise exception 'by whom must be {subject, name}, not %', p_by using errcode = 'check_violation';
  end if;
  perform set_config('countinghouse.by',
    jsonb_build_object('subject', p_by ->> 'subject', 'name', p_by ->> 'name')::text, true);
end
$$;

-- Null for what is there already, and for what nobody in particular does.
alter table run_event add column by jsonb;
alter table run_event alter column by set default acting_for();
alter table request add column by jsonb;
alter table request alter column by set default acting_for();

create function retry_run(p_run_id uuid, p_force boolean, p_by jsonb) returns jsonb language plpgsql as $$
begin
  perform act_for(p_by);
  return retry_run(p_run_id, p_force);
end
$$;

create function withdraw_run(p_run_id uuid, p_reason text, p_by jsonb) returns jsonb language plpgsql as $$
begin
  perform act_for(p_by);
  return withdraw_run(p_run_id, p_reason);
end
$$;

create function restore_run(p_run_id uuid, p_reason text, p_by jsonb) returns jsonb language plpgsql as $$
begin
  perform act_for(p_by);
  return restore_run(p_run_id, p_reason);
end
$$;

create function record_request(p_request jsonb, p_run jsonb, p_by jsonb) returns jsonb language plpgsql as $$
begin
  perform act_for(p_by);
  return record_request(p_request, p_run);
end
$$;
