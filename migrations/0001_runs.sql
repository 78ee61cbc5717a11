-- Runs, the workers that do them, and the order of object versions.
-- The run table is the queue: a worker claims from it, and every write it makes is fenced by (worker, attempt).

create table worker (
  worker_id    uuid primary key,              -- made by whoever starts it, and kept here before the first StartJobRun
  job_type     text not null,
  state        text not null default 'STARTING' check (state in ('STARTING', 'AWAKE', 'GONE')),
  glue_run_id  text unique,
  created_at   timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  ended_at     timestamptz,
  end_reason   text,
  check ((state = 'GONE') = (ended_at is not null))
);
create index worker_alive on worker (job_type) where state <> 'GONE';

create table run (
  run_id             uuid primary key,        -- derived from the identity, so that a repeated delivery names the same run
  job_type           text not null,
  identity           text not null,           -- SHA-256 (hex) over the ordered source versions
  lineage            text not null,           -- SHA-256 (hex) over the ordered source keys: runs that replace one another
  lineage_order      numeric[],               -- place of each source version among its key's versions; null until resolved
  content_identity   text,                    -- size and CRC-64/NVME of each source; null until known
  request_id         text unique,
  state              text not null check (state in
                       ('PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE')),
  waiting_for        text check (waiting_for in ('files', 'capacity', 'budget')),
  counts             boolean not null default false,   -- its figures are in the totals now
  count_duplicate    boolean not null default false,   -- someone asked to count it although its bytes count already
  attempts           integer not null default 0 check (attempts >= 0),
  attempts_allowed   integer not null default 3,
  not_before         timestamptz not null default clock_timestamp(),  -- backoff between attempts
  worker_id          uuid references worker,
  published_attempt  integer,
  step               text,                    -- what the worker is doing now, in words a person reads
  rows_read          bigint,
  rows_counted       bigint,
  rows_quarantined   bigint,
  bytes_read         bigint,                  -- uncompressed bytes
  progress_rows      bigint,                  -- rows seen so far by the running attempt
  groups             bigint,                  -- rows of the published result
  peak_memory_bytes  bigint,
  dpu_seconds        numeric,
  cost_usd           numeric,
  declaration_version integer,
  code_version       text,
  spark_version      text,
  log_location       text,
  quarantine_prefix  text,                    -- where the quarantined rows and their index are, in the results bucket
  error_code         text,
  error_message      text,
  duplicate_of       uuid references run,
  superseded_by      uuid references run,
  withdrawn_at       timestamptz,
  withdrawn_reason   text,
  created_at         timestamptz not null default clock_timestamp(),
  started_at         timestamptz,
  ended_at           timestamptz,

  unique (job_type, identity),                -- one run for one version of its sources, however often it is announced
  check (waiting_for is null or state = 'PENDING'),
  check ((state = 'IN_PROGRESS') = (worker_id is not null)),
  check ((state in ('PENDING', 'IN_PROGRESS')) = (ended_at is null)),
  check ((state = 'SUCCEEDED') = (published_attempt is not null)),
  check ((state = 'DUPLICATE') = (duplicate_of is not null)),
  check (not counts or (state = 'SUCCEEDED' and superseded_by is null and withdrawn_at is null)),
  check ((error_code is null) = (error_message is null)),
  check (state not in ('REJECTED', 'FAILED') or error_code is not null),
  -- Rows are conserved: every row that was read is either counted or quarantined.
  check (rows_read = rows_counted + rows_quarantined),
  check ((rows_read is null) = (rows_counted is null) and (rows_read is null) = (rows_quarantined is null)),
  check (state <> 'SUCCEEDED' or rows_read is not null)
);
create index run_newest on run (created_at desc, run_id desc);
create index run_claimable on run (job_type, created_at, run_id) where state = 'PENDING';
create index run_held on run (worker_id) where worker_id is not null;
create index run_lineage on run (job_type, lineage);
create index run_content on run (job_type, content_identity) where content_identity is not null;
create index run_duplicates on run (duplicate_of, created_at) where duplicate_of is not null;

create table run_source (
  run_id     uuid not null references run,
  position   integer not null,
  role       text not null,
  bucket     text not null,
  key        text not null,
  version_id text not null,
  size       bigint not null,
  checksum   text,                            -- 'CRC64NVME:<base64>', full object; null until known
  landed_at  timestamptz not null,
  gone_at    timestamptz,                     -- the object version was deleted or has expired
  primary key (run_id, position)
);
create index run_source_version on run_source (bucket, key, version_id);

-- What happened to a run, in order; never changed, never deleted.
create table run_event (
  event_id bigint generated always as identity primary key,
  run_id   uuid not null references run,
  attempt  integer not null,
  at       timestamptz not null default clock_timestamp(),
  event    text not null,
  detail   jsonb not null default '{}'
);
create index run_event_of_run on run_event (run_id, event_id);

-- Quarantined rows live in S3; here is how many there are for each reason.
create table run_reject_count (
  run_id      uuid not null references run,
  attempt     integer not null,
  reason      text not null,
  column_name text not null default '',       -- '' when the reason concerns the row as a whole
  count       bigint not null check (count > 0),
  primary key (run_id, attempt, reason, column_name)
);

-- The order of a key's versions, as ListObjectVersions tells it. Ordinals have gaps so that a version which an earlier
-- listing missed can be placed between two known ones.
create table source_version (
  bucket     text not null,
  key        text not null,
  version_id text not null,
  ordinal    numeric not null,
  primary key (bucket, key, version_id),
  unique (bucket, key, ordinal)
);
