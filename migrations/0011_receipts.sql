-- What a receipt pins, and sources that are gone.

alter table run add column figures jsonb; -- what the receipt says of the published figures; null where there are none

-- The headline of an attempt's figures, and a digest that pins every number: the SHA-256 over the SHA-256s, 32 bytes each, of
-- the lines ["<branch code>","<count>","<min>","<max>","<sum>"] (JSON without spaces, then a newline) in the order of the
-- UTF-8 bytes of the branch codes. Digests of lines, because all lines of a very long table would not fit one value.
create function branch_stats_receipt(p_run_id uuid, p_attempt integer) returns jsonb language sql stable as $$
  select jsonb_build_object('branches', count(*), 'count', coalesce(sum(count), 0)::bigint, 'min', min(min)::text,
           'max', max(max)::text, 'sum', coalesce(sum(sum), 0.00)::text,
           'sha256', encode(sha256(coalesce(string_agg(sha256(convert_to(
             '[' || to_json(branch_code)::text || ',"' || count || '","' || min || '","' || max || '","' || sum || '"]' || chr(10),
             'UTF8')), ''::bytea order by branch_code), ''::bytea)), 'hex'))
    from branch_stats_figure where run_id = p_run_id and attempt = p_attempt
$$;

-- Pinned in the transaction that publishes them, whichever function does, so that nothing that happens to the figures
-- afterwards changes the receipt.
create function pin_figures() returns trigger language plpgsql as $$
begin
  execute format('select %s($1, $2)', job_type_function(new.job_type, 'receipt'))
    into new.figures using new.run_id, new.published_attempt;
  return new;
end
$$;
create trigger run_pins_figures before update of published_attempt on run for each row
  when (new.published_attempt is not null and new.published_attempt is distinct from old.published_attempt)
  execute function pin_figures();

-- What was published before receipts is pinned as it is now.
update run set figures = branch_stats_receipt(run_id, published_attempt)
 where published_attempt is not null and job_type = 'branch-stats';

-- Notes that a source's version is no longer there. Whoever finds it first says when; repeating changes nothing.
create function mark_source_gone(p_run_id uuid, p_position integer) returns timestamptz language plpgsql as $$
declare
  v_source run_source;
begin
  update run_source set gone_at = clock_timestamp()
   where run_id = p_run_id and position = p_position and gone_at is null returning * into v_source;
  if found then
    perform note_event(p_run_id, (select attempts from run where run_id = p_run_id), 'source-gone',
                       jsonb_build_object('key', v_source.key, 'versionId', v_source.version_id));
    return v_source.gone_at;
  end if;
  return (select gone_at from run_source where run_id = p_run_id and position = p_position);
end
$$;
