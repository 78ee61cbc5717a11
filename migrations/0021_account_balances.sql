-- Result tables of the job type account-balances, and the functions that every job type has: <job_type>_staged_rows, _add,
-- _remove, _copy, _discard, _receipt and _figures.
--
-- Amounts are exact: those of the files have 17 digits, their sums 38.

-- What the replay made of each account. No foreign key to `run`, which would be looked up once for each of millions of
-- accounts: rows are staged only where their run is held, and a run is never deleted.
create table account_balance (
  run_id         uuid not null,
  attempt        integer not null,
  -- In the order of the account numbers: numerically where all of the run are ASCII digits, otherwise by their UTF-8 bytes.
  place          bigint not null check (place >= 0),
  account_number text collate "C" not null,
  country        text collate "C" not null,
  opening        numeric(17, 2) not null,
  incoming       numeric(38, 2) not null,
  outgoing       numeric(38, 2) not null,
  final          numeric(38, 2) not null,
  sent           bigint not null, -- transfers of the account that were applied
  received       bigint not null, -- transfers to the account that were applied
  rejected       bigint not null check (rejected >= 0), -- transfers of the account that were rejected
  primary key (run_id, attempt, place),
  -- With the place, so that a page of the account numbers with one beginning is found in the index alone.
  constraint account_once unique (run_id, attempt, account_number) include (place),
  constraint account_adds_up check (final = opening + incoming - outgoing),
  -- No transfer takes a balance below zero, nor one that is below zero further down.
  constraint account_covered check (final >= least(opening, 0)),
  constraint account_amounts_of_transfers check (incoming >= 0 and outgoing >= 0 and sent >= 0 and received >= 0
    and (incoming > 0) = (received > 0) and (outgoing > 0) = (sent > 0))
);
create index account_balance_of_country on account_balance (run_id, attempt, country, place);

create table account_country (
  run_id      uuid not null references run,
  attempt     integer not null,
  country     text collate "C" not null,
  accounts    bigint not null check (accounts > 0),
  opening     numeric(38, 2) not null,
  final       numeric(38, 2) not null,
  transferred numeric(38, 2) not null,
  applied     bigint not null,
  primary key (run_id, attempt, country),
  constraint country_conserved check (final = opening),
  constraint country_amounts_of_transfers check (transferred >= 0 and applied >= 0 and (transferred > 0) = (applied > 0))
);

create table transfer_rejection (
  run_id  uuid not null references run,
  attempt integer not null,
  reason  text collate "C" not null check (reason in
    ('unknown-account', 'same-account', 'amount-not-positive', 'different-countries', 'insufficient-funds')),
  count   bigint not null check (count > 0),
  primary key (run_id, attempt, reason)
);

-- The newest runs of a job type that count.
create index run_counting_newest on run (job_type, ended_at desc, run_id desc) where counts;

-- What the accounts of an attempt say of their countries, as account_country says it, and their rejected transfers.
create function accounts_by_country(p_run_id uuid, p_attempt integer)
returns table (country text, accounts bigint, opening numeric, final numeric, incoming numeric, outgoing numeric,
               sent numeric, received numeric, rejected numeric)
language sql stable as $$
  select country, count(*), sum(opening), sum(final), sum(incoming), sum(outgoing), sum(sent), sum(received), sum(rejected)
    from account_balance where run_id = p_run_id and attempt = p_attempt group by country
$$;

-- Rows of both files that the staged figures of an attempt stand for: accounts, applied transfers and rejected ones. Raises
-- when accounts, countries and rejections of the attempt do not agree.
create function account_balances_staged_rows(p_run_id uuid, p_attempt integer) returns bigint language plpgsql stable as $$
declare
  v_wrong text;
  v_accounts bigint;
  v_applied bigint;
  v_of_senders bigint;
  v_rejected bigint;
  v_unknown bigint;
begin
  select min(coalesce(staged.country, country.country)) filter (where
           (staged.accounts, staged.opening, staged.final, staged.incoming, staged.outgoing, staged.sent, staged.received)
           is distinct from
           (country.accounts, country.opening, country.final, country.transferred, country.transferred,
            country.applied::numeric, country.applied::numeric)),
         coalesce(sum(staged.accounts), 0), coalesce(sum(staged.sent), 0), coalesce(sum(staged.rejected), 0)
    into v_wrong, v_accounts, v_applied, v_of_senders
    from accounts_by_country(p_run_id, p_attempt) staged
    full join (select * from account_country where run_id = p_run_id and attempt = p_attempt) country
      on country.country = staged.country;
  if v_wrong is not null then
    raise exception 'run %: the accounts of the country % do not add up to what is staged of it', p_run_id, v_wrong;
  end if;
  select coalesce(sum(count), 0), coalesce(sum(count) filter (where reason = 'unknown-account'), 0)
    into v_rejected, v_unknown
    from transfer_rejection where run_id = p_run_id and attempt = p_attempt;
  -- A transfer from an unknown account is of no account here; one to an unknown account is of its sender.
  if v_of_senders not between v_rejected - v_unknown and v_rejected then
    raise exception 'run %: % transfers are rejected, of which % for an unknown account, but the accounts have % of them',
      p_run_id, v_rejected, v_unknown, v_of_senders;
  end if;
  return v_accounts + v_applied + v_rejected;
end
$$;

-- Every run stands for itself, a day's opening balances and transfers: there is nothing that runs add up to.
create function account_balances_add(p_run_id uuid, p_attempt integer) returns void language plpgsql as
$$ begin null; end $$;
create function account_balances_remove(p_run_id uuid, p_attempt integer) returns void language plpgsql as
$$ begin null; end $$;

create function account_balances_copy(p_from uuid, p_from_attempt integer, p_to uuid, p_to_attempt integer) returns void
language sql as $$
  insert into account_balance (run_id, attempt, place, account_number, country, opening, incoming, outgoing, final, sent,
                               received, rejected)
  select p_to, p_to_attempt, place, account_number, country, opening, incoming, outgoing, final, sent, received, rejected
    from account_balance where run_id = p_from and attempt = p_from_attempt
  on conflict do nothing;

  insert into account_country (run_id, attempt, country, accounts, opening, final, transferred, applied)
  select p_to, p_to_attempt, country, accounts, opening, final, transferred, applied
    from account_country where run_id = p_from and attempt = p_from_attempt
  on conflict do nothing;

  insert into transfer_rejection (run_id, attempt, reason, count)
  select p_to, p_to_attempt, reason, count from transfer_rejection where run_id = p_from and attempt = p_from_attempt
  on conflict do nothing;
$$;

-- Staged figures of attempts that can no longer be published.
create function account_balances_discard(p_run_id uuid, p_except_attempt integer) returns void language sql as $$
  delete from account_balance where run_id = p_run_id and attempt is distinct from p_except_attempt;
  delete from account_country where run_id = p_run_id and attempt is distinct from p_except_attempt;
  delete from transfer_rejection where run_id = p_run_id and attempt is distinct from p_except_attempt;
$$;

-- The headline of an attempt's figures, and a digest that pins every number: the SHA-256 over the SHA-256s, 32 bytes each, of
-- the lines ["<account number>","<country>","<opening>","<incoming>","<outgoing>","<final>"] in the order of the places,
-- then of the lines ["<reason>","<count>"] of the rejected transfers in the order of the reasons' bytes (JSON without
-- spaces, then a newline). `transfers` are all that were replayed, `rejected` those of them that moved nothing.
create function account_balances_receipt(p_run_id uuid, p_attempt integer) returns jsonb language sql stable as $$
  with account_lines as (
    select coalesce(string_agg(sha256(convert_to(
             '[' || to_json(account_number)::text || ',' || to_json(country)::text || ',"' || opening || '","' || incoming
             || '","' || outgoing || '","' || final || '"]' || chr(10), 'UTF8')), ''::bytea order by place), ''::bytea) as digests
      from account_balance where run_id = p_run_id and attempt = p_attempt
  ),
  rejections as (
    select coalesce(string_agg(sha256(convert_to('["' || reason || '","' || count || '"]' || chr(10), 'UTF8')),
                               ''::bytea order by reason), ''::bytea) as digests, coalesce(sum(count), 0)::bigint as count
      from transfer_rejection where run_id = p_run_id and attempt = p_attempt
  ),
  countries as (
    select count(*) as countries, coalesce(sum(accounts), 0)::bigint as accounts, coalesce(sum(applied), 0)::bigint as applied,
           coalesce(sum(opening), 0.00)::text as opening, coalesce(sum(final), 0.00)::text as final,
           coalesce(sum(transferred), 0.00)::text as transferred
      from account_country where run_id = p_run_id and attempt = p_attempt
  )
  select jsonb_build_object('accounts', countries.accounts, 'countries', countries.countries,
           'transfers', countries.applied + rejections.count, 'rejected', rejections.count, 'opening', countries.opening,
           'final', countries.final, 'transferred', countries.transferred,
           'sha256', encode(sha256(account_lines.digests || rejections.digests), 'hex'))
    from account_lines, rejections, countries
$$;

-- For replies: the accounts as JSON texts, from behind a place on ('': from the first).
create function account_balances_figures(p_run_id uuid, p_attempt integer, p_after text, p_most integer)
returns table (place text, figure text) language sql stable as $$
  select place::text,
         json_build_object('accountNumber', account_number, 'country', country, 'openingBalance', opening::text,
           'incoming', incoming::text, 'outgoing', outgoing::text, 'balance', final::text, 'sent', sent,
           'received', received, 'rejected', rejected)::text
    from account_balance
   where run_id = p_run_id and attempt = p_attempt and place > coalesce(nullif(p_after, '')::bigint, -1)
   order by account_balance.place limit p_most
$$;

-- ------------------------------------------------------------------------------------- files of results, and several sources

-- Where the files of a run's results lie in the results bucket, with their index.json; null where it made none. The run that
-- counts in the place of another one has those of the other.
alter table run add column results_prefix text;

-- Which source of the run the bad rows are of: '' where there is but one.
alter table run_reject_count
  add column role text not null default '',
  drop constraint run_reject_count_pkey,
  add primary key (run_id, attempt, role, reason, column_name);

-- As before, and p_summary may say where the files of the results lie (resultsPrefix), and each of its rejects of which
-- source the rows are (role).
create or replace function store_summary(p_run_id uuid, p_attempt integer, p_summary jsonb) returns void language plpgsql as $$
begin
  update run set rows_read = (p_summary ->> 'rowsRead')::bigint, rows_counted = (p_summary ->> 'rowsCounted')::bigint,
         rows_quarantined = (p_summary ->> 'rowsQuarantined')::bigint, bytes_read = (p_summary ->> 'bytesRead')::bigint,
         groups = (p_summary ->> 'groups')::bigint, peak_memory_bytes = (p_summary ->> 'peakMemoryBytes')::bigint,
         dpu_seconds = (p_summary ->> 'dpuSeconds')::numeric, cost_usd = (p_summary ->> 'costUsd')::numeric,
         declaration_version = (p_summary ->> 'declarationVersion')::integer, code_version = p_summary ->> 'codeVersion',
         spark_version = p_summary ->> 'sparkVersion', log_location = p_summary ->> 'logLocation',
         quarantine_prefix = p_summary ->> 'quarantinePrefix',
         results_prefix = p_summary ->> 'resultsPrefix'
   where run_id = p_run_id;
  delete from run_reject_count where run_id = p_run_id;
  insert into run_reject_count (run_id, attempt, role, reason, column_name, count)
  select p_run_id, p_attempt, coalesce(reject ->> 'role', ''), reject ->> 'reason', coalesce(reject ->> 'column', ''), (reject ->> 'count')::bigint
    from jsonb_array_elements(coalesce(p_summary -> 'rejects', '[]')) as reject;
end
$$;

-- As before, and the run that counts instead takes over where the files of the results lie.
create or replace function stop_counting(p_run_id uuid, p_counted boolean) returns void language plpgsql as $$
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
  insert into run_reject_count (run_id, attempt, role, reason, column_name, count)
  select v_heir.run_id, v_heir.attempts, role, reason, column_name, count from run_reject_count
   where run_id = p_run_id and attempt = v_run.published_attempt on conflict do nothing;
  update run set state = 'SUCCEEDED', duplicate_of = null, published_attempt = v_heir.attempts,
         rows_read = v_run.rows_read, rows_counted = v_run.rows_counted, rows_quarantined = v_run.rows_quarantined,
         bytes_read = v_run.bytes_read, groups = v_run.groups, quarantine_prefix = v_run.quarantine_prefix,
         results_prefix = v_run.results_prefix,
         declaration_version = v_run.declaration_version, code_version = v_run.code_version,
         spark_version = v_run.spark_version
   where run_id = v_heir.run_id;
  perform note_event(v_heir.run_id, v_heir.attempts, 'promoted', jsonb_build_object('insteadOf', p_run_id));
  -- The remaining repeats now repeat the run that counts.
  update run set duplicate_of = v_heir.run_id where duplicate_of = p_run_id and state = 'DUPLICATE';
  perform start_counting(v_heir.run_id);
end
$$;
