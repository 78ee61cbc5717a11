import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { Pipeline } from './pipeline.ts';

const rounds = 40;
const files = 4;
let database: FreshDatabase;
let clients: pg.Client[];
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.stop();
});

const figures = (place: number) => [
  { branchCode: 'A', count: place + 1, min: `${place}.00`, max: `${place}.00`, sum: `${place * (place + 1)}.00` },
];
const merged = `
  select coalesce(sum(figure.count), 0)::text as count, coalesce(sum(figure.sum), 0)::text as sum
    from branch_stats_figure figure
    join run on run.run_id = figure.run_id and run.counts and run.published_attempt = figure.attempt`;
const kept =
  'select coalesce(sum(count), 0)::text as count, coalesce(sum(sum), 0)::text as sum from branch_stats_total';

/** Withdraws and restores all files at once, each on a connection of its own. @returns the first round that went wrong */
async function firstViolation(takenOut: string | undefined): Promise<number | undefined> {
  database = await freshDatabase();
  clients = [];
  const pipeline = new Pipeline(database.client);
  const runs: string[] = [];
  for (let place = 0; place < files; place++) {
    runs.push(await pipeline.land(`${place}.csv`, ['1'], `content ${place}`, figures(place)));
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    clients.push(client);
  }
  if (takenOut !== undefined) await database.client.query(takenOut);
  for (let round = 1; round <= rounds; round++) {
    const act = round % 2 === 1 ? 'withdraw_run' : 'restore_run';
    const outcomes = await Promise.allSettled(
      clients.map((client, place) => client.query(`select ${act}($1, 'a test')`, [runs[place]])),
    );
    const [asKept] = await pipeline.rows(kept);
    const [asMerged] = await pipeline.rows(merged);
    if (outcomes.some(({ status }) => status === 'rejected') || JSON.stringify(asKept) !== JSON.stringify(asMerged)) {
      return round;
    }
  }
  return undefined;
}

it('keeps the totals equal to the runs that count, whatever several connections withdraw and restore at once', async () => {
  expect(await firstViolation(undefined)).toBeUndefined();
}, 60_000);

it('does so by the lock on figures: without it, the totals go wrong within a few rounds', async () => {
  const withoutLock =
    'create or replace function lock_figures(p_job_type text) returns void language sql as $$ select $$';
  expect(await firstViolation(withoutLock)).toBeLessThanOrEqual(rounds);
}, 60_000);
