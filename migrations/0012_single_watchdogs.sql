-- One watchdog a run. A message that is delivered twice, or whose successor was sent although the sender was told
-- otherwise, leaves two that renew themselves, and those two leave more: without this their number grows for as long as
-- the run is open.

-- Until when no other watchdog of the run is needed: one that renews the run's watch lies in the queue, to be delivered
-- later than this.
alter table run add column watched_until timestamptz;

-- Notes that a watchdog was sent which comes no sooner than p_seconds after p_seen_at, a moment of this database's clock
-- before it was sent. Half of that is promised: clocks and queues may be wrong by as much. A note that comes late, or twice,
-- changes nothing: the latest of all moments stands, and the message that it stands for has not been delivered before it.
create function note_watchdog(p_run_id uuid, p_seen_at timestamptz, p_seconds integer) returns void language sql as $$
  update run set watched_until = greatest(watched_until, p_seen_at + p_seconds * interval '0.5 seconds')
   where run_id = p_run_id
$$;
