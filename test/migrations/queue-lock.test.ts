import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { Pipeline } from './pipeline.ts';

const rounds = 40;
const callers = 6;
/** Workers that may be awake at once. */
const limit = 1;
let database: FreshDatabase;
let clients: pg.Client[];
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.stop();
});

/** Asks for a worker on several connections at once. @returns the first round in which more were started than may be */
async function firstViolation(takenOut: string | undefined): Promise<number | undefined> {
  database = await freshDatabase();
  clients = await Promise.all(
    Array.from({ length: callers }, async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return client;
    }),
  );
  const pipeline = new Pipeline(database.client);
  for (let place = 0; place < callers; place++) await pipeline.record(`${place}.csv`, '1');
  if (takenOut !== undefined) await database.client.query(takenOut);
  for (let round = 1; round <= rounds; round++) {
    await pipeline.rows('delete from worker');
    await Promise.all(
      clients.map((client) => client.query("select reserve_worker('branch-stats', $1, $2)", [randomUUID(), limit])),
    );
    const awake = await pipeline.rows('select from worker');
    if (awake.length > limit) return round;
  }
  return undefined;
}

it('never keeps places for more workers than may be awake, whoever asks at once', async () => {
  expect(await firstViolation(undefined)).toBeUndefined();
}, 60_000);

it('does so by the lock on the queue: without it, too many are started within a few rounds', async () => {
  const withoutLock =
    'create or replace function lock_queue(p_job_type text) returns void language sql as $$ select $$';
  expect(await firstViolation(withoutLock)).toBeLessThanOrEqual(rounds);
}, 60_000);
