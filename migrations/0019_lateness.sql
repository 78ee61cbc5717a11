-- Notes that an open run takes longer than its size and the runs before it explain.
--
-- What may be expected: p_start_seconds until the first row is read, and for the run and for each run of its job type that
-- was open when it came and came no later, p_run_seconds and the time for its stored bytes at p_bytes_per_second. All of
-- them are reckoned one after the other, so that a burst of files is late only when it does not move on.
--
-- Gives {isLate, openSeconds, expectedSeconds}, counted from when the run was recorded or was last retried by a person. The
-- history tells of it once for each of these: the lock on the run lets one of two that look at the same time write.
create function note_lateness(p_run_id uuid, p_start_seconds integer, p_run_seconds integer, p_bytes_per_second bigint)
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
    from run_event where run_id = p_run_id and event = 'retried';
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
