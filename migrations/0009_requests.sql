-- Requests for runs, and the replies to them. A request is a record of its own: several may attach to one run, whose
-- `request_id` stays that of the first. Its row is also the outbox of its reply: who sends replies reads here which are
-- due, and writes here that they were sent.

create table request (
  request_id     text not null,                -- made by the client; 'upload:<run id>' for what nobody asked for
  contents       text not null,                -- SHA-256 (hex) of what is asked for
  origin         text not null check (origin in ('queue', 'api', 'upload')),
  job_type       text,                         -- as asked, null when it could not be read
  source         text,
  asked_version  text,                         -- null: the version that was current when the request came first
  parameters     jsonb not null default '{}',
  run_id         uuid references run,
  error_code     text,                         -- why it was refused; then there is no run
  error_message  text,
  received_at    timestamptz not null default clock_timestamp(),
  reply_due      boolean not null default true,
  reply_sha256   text,                         -- the reply's text, made once and kept as an object before it is sent first
  reply_key      text,                         -- where, in the results bucket
  reply_bytes    bigint,
  reply_inline   boolean,                      -- whether the message is that text, or only says where it lies
  reply_to       text,                         -- the queue that it was sent to
  reply_sent_at  timestamptz,                  -- the last time
  reply_sends    integer not null default 0,
  reply_error    text,                         -- why the last try to send it failed
  primary key (request_id, contents),
  check ((run_id is null) = (error_code is not null)),
  check ((error_code is null) = (error_message is null)),
  check ((reply_sha256 is null) = (reply_key is null) and (reply_sha256 is null) = (reply_bytes is null)),
  check ((reply_sent_at is null) = (reply_sends = 0))
);
-- The same id twice is one request. A message that takes an id for other contents is answered, but it is none.
create unique index request_once on request (request_id) where error_code is distinct from 'request-id-taken';
create index request_of_run on request (run_id, received_at, request_id) where run_id is not null;

-- What became of a request: {outcome: 'accepted' | 'refused', runId, jobType, state, key, versionId, due, recorded, error}.
-- due: its reply can be sent now. recorded: the run was not there before.
create function request_answer(p_request request, p_recorded boolean) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'outcome', case when p_request.run_id is null then 'refused' else 'accepted' end,
    'runId', p_request.run_id, 'jobType', run.job_type, 'state', run.state, 'recorded', p_recorded,
    'key', source.key, 'versionId', source.version_id,
    'due', p_request.reply_due and (p_request.run_id is null or run.ended_at is not null),
    'error', case when p_request.run_id is null
                  then jsonb_build_object('code', p_request.error_code, 'message', p_request.error_message) end)
    from (select) as always
    left join run on run.run_id = p_request.run_id
    left join run_source source on source.run_id = p_request.run_id and source.position = 0
$$;

-- Requests of one id take turns.
create function lock_request(p_request_id text) returns void language sql as
$$ select pg_advisory_xact_lock(hashtext('request'), hashtext(p_request_id)) $$;

-- The request as it is known already; asking again makes its reply due again, unless it is one for an upload, of which
-- the queue repeats the announcements. Gives null when the id is new, {outcome: 'taken'} when it has other contents.
create function known_request(p_request jsonb) returns jsonb language plpgsql as $$
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
    update request set reply_due = true where request_id = v_known.request_id and contents = v_known.contents
     returning * into v_known;
  end if;
  return request_answer(v_known, false);
end
$$;

create function insert_request(p_request jsonb, p_run_id uuid) returns request language sql as $$
  insert into request (request_id, contents, origin, job_type, source, asked_version, parameters, run_id,
                       error_code, error_message)
  values (p_request ->> 'requestId', p_request ->> 'contents', p_request ->> 'origin', p_request ->> 'jobType',
          p_request ->> 'source', p_request ->> 'versionId', coalesce(p_request -> 'parameters', '{}'), p_run_id,
          p_request #>> '{error,code}', p_request #>> '{error,message}')
  on conflict (request_id, contents) do update set reply_due = true
  returning *
$$;

-- Records a request together with its run (p_run as record_run takes it), or attaches it to the run that is there.
-- p_request: {requestId, contents, origin, jobType, source, versionId?, parameters?}. Repeated, it gives what is known.
create function record_request(p_request jsonb, p_run jsonb) returns jsonb language plpgsql as $$
declare
  v_known jsonb := known_request(p_request);
  v_recorded jsonb;
  v_run_id uuid;
begin
  if v_known is not null then
    return v_known;
  end if;
  v_recorded := record_run(p_run);
  v_run_id := (v_recorded ->> 'runId')::uuid;
  perform from run where run_id = v_run_id for update;
  if p_request ->> 'origin' <> 'upload' then
    update run set request_id = p_request ->> 'requestId' where run_id = v_run_id and request_id is null;
  end if;
  return request_answer(insert_request(p_request, v_run_id), (v_recorded ->> 'recorded')::boolean);
end
$$;

-- Records that a request was refused, and why (error: {code, message}); its reply is due at once.
create function refuse_request(p_request jsonb) returns jsonb language plpgsql as $$
begin
  perform lock_request(p_request ->> 'requestId');
  return request_answer(insert_request(p_request, null), false);
end
$$;

-- ------------------------------------------------------------------------------------------------------------- replies

-- The replies that can be sent: of a closed run (p_run_id), or of one refused request (p_request_id, p_contents).
create function due_replies(p_run_id uuid, p_request_id text, p_contents text) returns setof request
language sql stable as $$
  select request.* from request join run using (run_id)
   where request.run_id = p_run_id and request.reply_due and run.ended_at is not null
  union all
  select * from request
   where request_id = p_request_id and contents = p_contents and run_id is null and reply_due
  order by received_at, request_id
$$;

-- Keeps which text the reply is, unless another is kept already: p_instead_of is the one that the caller knows of (null:
-- none). Gives the SHA-256 of the text that holds.
create function seal_reply(p_request_id text, p_contents text, p_instead_of text, p_reply jsonb) returns text
language plpgsql as $$
declare
  v_sealed text;
begin
  update request set reply_sha256 = p_reply ->> 'sha256', reply_key = p_reply ->> 'key',
         reply_bytes = (p_reply ->> 'bytes')::bigint, reply_inline = (p_reply ->> 'inline')::boolean
   where request_id = p_request_id and contents = p_contents and reply_sha256 is not distinct from p_instead_of;
  select reply_sha256 into strict v_sealed from request where request_id = p_request_id and contents = p_contents;
  return v_sealed;
end
$$;

create function reply_sent(p_request_id text, p_contents text, p_to text) returns void language sql as $$
  update request set reply_due = false, reply_error = null, reply_to = p_to, reply_sends = reply_sends + 1,
         reply_sent_at = clock_timestamp()
   where request_id = p_request_id and contents = p_contents
$$;

create function reply_failed(p_request_id text, p_contents text, p_error text) returns void language sql as $$
  update request set reply_error = p_error where request_id = p_request_id and contents = p_contents
$$;

-- The answer of a function that may have closed a run, with whether replies are due now: {…, repliesDue}. The answer is an
-- argument, so that the look at the requests comes after the closing, in the same transaction.
create function with_replies(p_run_id uuid, p_answer jsonb) returns jsonb language plpgsql volatile as $$
begin
  return p_answer || jsonb_build_object('repliesDue', exists (select from due_replies(p_run_id, null, null)));
end
$$;

-- The published figures of a run, as JSON texts in the order of their places, from behind a place on.
create function run_figures(p_run_id uuid, p_after text, p_most integer)
returns table (place text, figure text) language plpgsql stable as $$
declare
  v_run run;
begin
  select * into strict v_run from run where run_id = p_run_id;
  return query execute format('select * from %s($1, $2, $3, $4)', job_type_function(v_run.job_type, 'figures'))
    using p_run_id, v_run.published_attempt, p_after, p_most;
end
$$;

-- A sixth function that every job type has: its figures for replies. Amounts are decimal texts; the average is rounded
-- half-even in whole numbers, as everywhere.
create function branch_stats_figures(p_run_id uuid, p_attempt integer, p_after text, p_most integer)
returns table (place text, figure text) language sql stable as $$
  select branch_code collate "C",
         json_build_object('branchCode', branch_code, 'count', count, 'min', min::text, 'max', max::text,
           'average', (sign(sum) * (quotient + case when 2 * rest > count or (2 * rest = count and mod(quotient, 2) = 1)
                                                    then 1 else 0 end) * 0.0001)::text,
           'sum', sum::text)::text
    from branch_stats_figure,
         lateral (select div(abs(sum) * 10000, count::numeric) as quotient, mod(abs(sum) * 10000, count::numeric) as rest) whole
   where run_id = p_run_id and attempt = p_attempt and branch_code > p_after collate "C"
   order by branch_code limit p_most
$$;
