-- A reply is not tried for ever. Where its text cannot be made, the one who asked is told so in words after some tries; where
-- its queue does not take it, the tries become rarer and end.

alter table request add column reply_text_failures integer not null default 0; -- tries in a row to make the text
alter table request add column reply_send_failures integer not null default 0; -- tries in a row to keep and send it
-- The kept text tells why there is no result in it; `reply_error` then says the same in the run's record, also once it is sent.
alter table request add column reply_in_words boolean not null default false;

-- As before; whoever asks again has all tries anew.
create or replace function known_request(p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_known request;
begin
  perform lock_request(p_request ->> 'requestId');
  select * into v_known from request
   where request_id = p_request ->> 'requestId' and error_code is distinct from 'request-id-taken';
  if not found then
    return null;
  end if;
  if v_known.contents <> p_request ->> 'contents' then
    return jsonb_build_object('outcome', 'taken');
  end if;
  if v_known.run_id is not null then
    -- Waits for a run that is just being closed: either whoever closes it sees the reply that is due, or we see it closed.
    perform from run where run_id = v_known.run_id for update;
  end if;
  if v_known.origin <> 'upload' then
    update request set reply_due = true, reply_text_failures = 0, reply_send_failures = 0
     where request_id = v_known.request_id and contents = v_known.contents
     returning * into v_known;
  end if;
  return request_answer(v_known, false);
end
$$;

create or replace function insert_request(p_request jsonb, p_run_id uuid) returns request language sql as $$
  insert into request (request_id, contents, origin, job_type, source, asked_version, parameters, run_id,
                       error_code, error_message)
  values (p_request ->> 'requestId', p_request ->> 'contents', p_request ->> 'origin', p_request ->> 'jobType',
          p_request ->> 'source', p_request ->> 'versionId', coalesce(p_request -> 'parameters', '{}'), p_run_id,
          p_request #>> '{error,code}', p_request #>> '{error,message}')
  on conflict (request_id, contents) do update set reply_due = true, reply_text_failures = 0, reply_send_failures = 0
  returning *
$$;

-- As before; p_reply may also say why the text holds no result (withheld).
create or replace function seal_reply(p_request_id text, p_contents text, p_instead_of text, p_reply jsonb) returns text
language plpgsql as $$
declare
  v_sealed text;
begin
  update request set reply_sha256 = p_reply ->> 'sha256', reply_key = p_reply ->> 'key',
         reply_bytes = (p_reply ->> 'bytes')::bigint, reply_inline = (p_reply ->> 'inline')::boolean,
         reply_in_words = p_reply ->> 'withheld' is not null, reply_error = coalesce(p_reply ->> 'withheld', reply_error)
   where request_id = p_request_id and contents = p_contents and reply_sha256 is not distinct from p_instead_of;
  select reply_sha256 into strict v_sealed from request where request_id = p_request_id and contents = p_contents;
  return v_sealed;
end
$$;

create or replace function reply_sent(p_request_id text, p_contents text, p_to text) returns void language sql as $$
  update request set reply_due = false, reply_text_failures = 0, reply_send_failures = 0, reply_to = p_to,
         reply_error = case when reply_in_words then reply_error end, reply_sends = reply_sends + 1,
         reply_sent_at = clock_timestamp()
   where request_id = p_request_id and contents = p_contents
$$;

-- Notes a try that failed: of making the text (p_step 'text'), or of keeping and sending it ('send'). With the p_most-th of
-- the latter the reply is given up: it is due no more until somebody asks again.
-- Gives {failures: of either kind, due}. Repeated after a lost answer it counts one too many, which ends the tries sooner.
create function reply_try_failed(p_request_id text, p_contents text, p_step text, p_error text, p_most integer)
returns jsonb language sql as $$
  update request
     set reply_text_failures = reply_text_failures + case p_step when 'text' then 1 else 0 end,
         reply_send_failures = reply_send_failures + case p_step when 'send' then 1 else 0 end,
         reply_due = reply_due and not (p_step = 'send' and reply_send_failures + 1 >= p_most),
         reply_error = case when reply_in_words then reply_error else p_error end
   where request_id = p_request_id and contents = p_contents
  returning jsonb_build_object('failures', reply_text_failures + reply_send_failures, 'due', reply_due)
$$;

-- As before; the record of an attempt that failed also tells when the next one may begin.
create or replace function end_attempt(p_run run, p_error jsonb, p_log_location text) returns text language plpgsql as $$
declare
  v_state text := case when p_run.attempts >= p_run.attempts_allowed then 'FAILED' else 'PENDING' end;
  v_not_before timestamptz := clock_timestamp()
    + interval '10 seconds' * greatest(1, 3 - (p_run.attempts_allowed - p_run.attempts));
  v_detail jsonb := p_error || jsonb_build_object('logLocation', p_log_location);
begin
  perform discard_staged(p_run.job_type, p_run.run_id, null);
  update run set state = v_state, worker_id = null, step = null, progress_rows = null,
         error_code = p_error ->> 'code', error_message = p_error ->> 'message',
         log_location = coalesce(p_log_location, log_location), not_before = v_not_before,
         ended_at = case when v_state = 'FAILED' then clock_timestamp() end
   where run_id = p_run.run_id;
  if v_state = 'PENDING' then
    v_detail := v_detail || jsonb_build_object('notBefore',
      to_char(v_not_before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
  end if;
  perform note_event(p_run.run_id, p_run.attempts, 'attempt-failed', v_detail);
  if v_state = 'FAILED' then
    perform note_event(p_run.run_id, p_run.attempts, 'failed', p_error);
  end if;
  return v_state;
end
$$;
