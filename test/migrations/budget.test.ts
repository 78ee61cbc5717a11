import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { type Claim, Pipeline } from './pipeline.ts';

const LIMIT = '1';
const MIDNIGHT = `date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'`;
let database: FreshDatabase;
let pipeline: Pipeline;
beforeAll(async () => {
  database = await freshDatabase();
  pipeline = new Pipeline(database.client);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

const isStarted = async (workerId: string, limit: string | null = LIMIT, through = pipeline): Promise<boolean> =>
  (await through.call<{ start: boolean }>('reserve_worker', 'branch-stats', workerId, 5, '2', limit)).start;

/** Starts a worker that takes the oldest run. */
async function working(): Promise<Claim> {
  const workerId = randomUUID();
  expect(await isStarted(workerId)).toBe(true);
  await pipeline.call('worker_started', workerId, `jr_${workerId}`);
  const claim = await pipeline.claimAs(workerId);
  if (!claim) throw new Error('nothing to claim');
  return claim;
}

/** As though a worker had run for as long as the whole day's budget, or since midnight if that is later. */
async function spend({ workerId }: Claim): Promise<void> {
  await pipeline.rows(`update worker set dpus = 1000000 where worker_id = $1`, workerId);
}

/** As though everything of this day had happened the day before. */
const nextDay = (): Promise<unknown> =>
  pipeline.rows(
    `update worker set paid_from = paid_from - interval '1 day', ended_at = ended_at - interval '1 day' where ended_at is not null`,
  );

const waitingFor = async (runId: string): Promise<unknown> => (await pipeline.run(runId))['waiting_for'];

describe('beyond the budget of the day', () => {
  let claim: Claim;
  let waiting: string;
  beforeEach(async () => {
    await pipeline.record('a.csv', 'v1');
    claim = await working();
    waiting = await pipeline.record('b.csv', 'v1');
    await spend(claim);
  });

  it('no worker is started, and the runs say what they wait for, once in their history', async () => {
    expect(await isStarted(randomUUID())).toBe(false);
    expect(await isStarted(randomUUID())).toBe(false);
    expect(await waitingFor(waiting)).toBe('budget');
    const events = await pipeline.rows(
      `select detail from run_event where run_id = $1 and event = 'waits-for-budget'`,
      waiting,
    );
    expect(events).toEqual([
      { detail: { dpuHours: '1', until: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00Z$/) } },
    ]);
  });

  it('a worker ends the run that it has, claims nothing more and leaves although runs wait', async () => {
    expect(await pipeline.reject(claim)).toEqual({ outcome: 'rejected' });
    expect(await pipeline.claimAs(claim.workerId)).toBeNull();
    expect(await pipeline.call('retire_worker', claim.workerId)).toBe(true);
    expect(await pipeline.rows('select state, end_reason from worker')).toEqual([
      { state: 'GONE', end_reason: 'the budget of the day is spent' },
    ]);
    expect(await waitingFor(waiting)).toBe('budget');
  });

  it('a repeated claim still gives the run that is held', async () => {
    expect(await pipeline.claimAs(claim.workerId)).toEqual(claim);
  });

  it('a worker that was started within the budget still does the run for which it was', async () => {
    await pipeline.rows('update worker set dpus = 2');
    const started = randomUUID();
    expect(await isStarted(started)).toBe(true);
    await spend(claim);
    expect(await pipeline.call('retire_worker', started)).toBe(false);
    expect(await pipeline.claimAs(started)).toMatchObject({ runId: waiting });
  });

  it('runs that wait for budget go on when the day has turned, the oldest first', async () => {
    const later = await pipeline.record('c.csv', 'v1');
    await pipeline.reject(claim);
    expect(await pipeline.call('retire_worker', claim.workerId)).toBe(true);
    await nextDay();
    const { runId } = await working();
    expect(runId).toBe(waiting);
    expect(await waitingFor(later)).toBeNull();
  });

  it('a limit that somebody has raised or taken away holds for everybody from then on', async () => {
    expect(await isStarted(randomUUID())).toBe(false);
    expect(await isStarted(randomUUID(), '100000000')).toBe(true);
    await pipeline.reject(claim);
    expect(await pipeline.claimAs(claim.workerId)).toMatchObject({ runId: waiting });
  });

  it('code that knows nothing of the budget starts no worker either', async () => {
    expect(await isStarted(randomUUID())).toBe(false);
    expect(await pipeline.call('reserve_worker', 'branch-stats', randomUUID(), 5)).toEqual({ start: false });
  });
});

describe('what is spent', () => {
  const spent = async (): Promise<number> => Number(await pipeline.call('spent_dpu_seconds'));

  it('is a minute at least for each start, from the start on', async () => {
    await pipeline.record('a.csv', 'v1');
    const claim = await working();
    await pipeline.reject(claim);
    await pipeline.call('retire_worker', claim.workerId);
    await pipeline.rows(`update worker set paid_from = ${MIDNIGHT}, ended_at = ${MIDNIGHT} + interval '5 seconds'`);
    expect(await spent()).toBe(120);
  });

  it('is the part of this day only, where a worker has run through midnight', async () => {
    await pipeline.record('a.csv', 'v1');
    const { workerId } = await working();
    await pipeline.rows(`update worker set paid_from = ${MIDNIGHT} - interval '2 hours'`);
    await pipeline.call('worker_paid', workerId, 7200 + 100);
    expect(await spent()).toBe(200);
  });

  it('is what Glue says, once it has said it', async () => {
    await pipeline.record('a.csv', 'v1');
    const { workerId } = await working();
    await pipeline.rows(`update worker set paid_from = ${MIDNIGHT}`);
    await pipeline.call('worker_paid', workerId, 90);
    expect(await spent()).toBe(180);
  });

  it('is nothing for starts that Glue refused', async () => {
    await pipeline.record('a.csv', 'v1');
    for (let time = 0; time < 40; time += 1) {
      const workerId = randomUUID();
      expect(await isStarted(workerId)).toBe(true);
      await pipeline.call('release_worker', workerId, { code: 'worker-not-started', message: 'No role.' }, null);
    }
    expect(await spent()).toBe(0);
  });

  it('is nothing while a worker waits for its turn at Glue', async () => {
    await pipeline.record('a.csv', 'v1');
    const workerId = randomUUID();
    await isStarted(workerId);
    await pipeline.rows(`update worker set paid_from = paid_from - interval '3 hours'`);
    await pipeline.call('worker_waits', workerId);
    expect(await spent()).toBeLessThanOrEqual(120);
  });
});

describe('workers of two job types that are asked for at once', () => {
  /** The least that a start is paid for, 6000 DPU-minutes, is beyond the hour already: there is room for one. */
  const ask = 'select reserve_worker($1, $2, 5, 6000, 1) as result';

  /** @returns whether the second, asked for while the first one's transaction is open, is started too */
  async function areBothStarted(own: FreshDatabase): Promise<boolean> {
    const [first, second] = [
      new pg.Client({ connectionString: own.url }),
      new pg.Client({ connectionString: own.url, application_name: 'second' }),
    ];
    await Promise.all([first.connect(), second.connect()]);
    try {
      for (const jobType of ['first', 'second']) {
        const row = `insert into run (run_id, job_type, identity, lineage, state) values ($1, $2, $2, $2, 'PENDING')`;
        await own.client.query(row, [randomUUID(), jobType]);
      }
      // The limit is known already: what is told anew is written, and a written row would hold the second one up as well.
      await own.client.query('update dpu_budget set hours_per_day = 1');
      await first.query('begin');
      expect((await first.query(ask, ['first', randomUUID()])).rows).toEqual([{ result: { start: true } }]);
      let isAnswered = false;
      const answer = second.query(ask, ['second', randomUUID()]).finally(() => {
        isAnswered = true;
      });
      while (!isAnswered && !(await isHeldUp(own.client))) {}
      await first.query('commit');
      return (await answer).rows[0].result.start;
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  }

  const isHeldUp = async (client: pg.Client): Promise<boolean> =>
    (
      await client.query(
        `select from pg_stat_activity where application_name = 'second' and wait_event_type = 'Lock' and state = 'active'`,
      )
    ).rows.length > 0;

  it.each([
    ['are held to one budget', '', false],
    [
      'are held by the lock on the budget: without it both are started',
      'create or replace function lock_budget() returns void language sql as $$ select $$',
      true,
    ],
  ])(
    '%s',
    async (_case, takenOut, areBoth) => {
      const own = await freshDatabase();
      if (takenOut !== '') await own.client.query(takenOut);
      expect(await areBothStarted(own)).toBe(areBoth);
      await own.stop();
    },
    60_000,
  );
});
