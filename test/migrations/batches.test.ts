import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchLineage, identify, type SourceVersion } from '../../lambdas/core/runs/index.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { Pipeline } from './pipeline.ts';

const JOB_TYPE = 'account-balances';
const ROLES = ['accounts', 'transactions'];

let database: FreshDatabase;
let pipeline: Pipeline;

beforeAll(async () => {
  database = await freshDatabase();
  pipeline = new Pipeline(database.client);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

interface Recorded {
  readonly runId: string;
  readonly state: string;
  readonly recorded: boolean;
  readonly restSeconds: number;
}

/** The versions of each key that have landed so far, newest first, as a listing tells. */
type Listing = (key: string) => readonly string[];

const source = (role: string, versionId: string, folder = 'may', suffix = '.csv') => ({
  role,
  bucket: 'landing',
  key: `landing/${JOB_TYPE}/${folder}/${role}${suffix}`,
  versionId,
  size: 10,
  landedAt: '2026-01-01T00:00:00.000Z',
});

async function land(
  file: ReturnType<typeof source>,
  listing: Listing = () => ['v9', 'v8', 'v7', 'v6', 'v5', 'v4', 'v3', 'v2', 'v1'],
  through: Pipeline = pipeline,
  waitDays = 7,
): Promise<Recorded> {
  return await through.call<Recorded>('record_run', {
    ...identify(JOB_TYPE, [file]),
    jobType: JOB_TYPE,
    lineage: batchLineage(JOB_TYPE, file.bucket, file.key.split('/')[2] ?? ''),
    sources: [file],
    batch: { roles: ROLES, waitDays, newestFirst: listing(file.key) },
  });
}

const versionsOf = async (runId: string): Promise<unknown[]> =>
  (await pipeline.rows('select version_id from run_source where run_id = $1 order by position', runId)).map(
    ({ version_id }) => version_id,
  );
const runs = (): Promise<Record<string, unknown>[]> => pipeline.rows('select * from run order by created_at, run_id');

describe('A batch', () => {
  it('waits with its first file, says which is missing, and no worker claims it', async () => {
    const { runId, restSeconds } = await land(source('transactions', 'v1'));
    expect(restSeconds).toBe(7 * 24 * 3_600);
    expect(await pipeline.run(runId)).toMatchObject({
      state: 'PENDING',
      waiting_for: 'files',
      missing_roles: ['accounts'],
    });
    expect(await pipeline.call('reserve_worker', JOB_TYPE, randomUUID(), 5)).toEqual({ start: false });
  });

  it.each([ROLES, ROLES.toReversed()])(
    'is one run when %s and then %s have landed, under the id that waited',
    async (...order) => {
      const [first, second] = [await land(source(order[0] ?? '', 'v1')), await land(source(order[1] ?? '', 'v2'))];
      expect(second).toEqual({ runId: first.runId, state: 'PENDING', recorded: false, restSeconds: 0 });
      expect(await runs()).toMatchObject([
        { state: 'PENDING', waiting_for: null, missing_roles: [], wait_until: null },
      ]);
      expect(await pipeline.rows('select role from run_source order by position')).toEqual(
        ROLES.map((role) => ({ role })),
      );
      expect(await pipeline.call('reserve_worker', JOB_TYPE, randomUUID(), 5)).toEqual({ start: true });
    },
  );

  it('is the same run however often its files are announced', async () => {
    const { runId } = await land(source('accounts', 'v1'));
    for (const role of ['accounts', 'transactions', 'accounts', 'transactions']) {
      expect((await land(source(role, 'v1'))).runId).toBe(runId);
    }
    expect(await runs()).toHaveLength(1);
  });

  it('has a run for each later version of a file, with the newest of the other', async () => {
    const { runId } = await land(source('accounts', 'v1'));
    await land(source('transactions', 'v1'));
    const later = await land(source('transactions', 'v2'));
    expect(later).toMatchObject({ state: 'PENDING', recorded: true, restSeconds: 0 });
    expect(later.runId).toBe(identify(JOB_TYPE, [source('accounts', 'v1'), source('transactions', 'v2')]).runId);
    expect(await versionsOf(later.runId)).toEqual(['v1', 'v2']);
    expect(await versionsOf(runId)).toEqual(['v1', 'v1']);
    const [one, other] = await runs();
    expect(one?.['lineage']).toBe(other?.['lineage']);
  });

  it('waits with the newer version when that lands before the other file', async () => {
    const { runId } = await land(source('accounts', 'v1'));
    expect((await land(source('accounts', 'v2'))).runId).toBe(runId);
    await land(source('transactions', 'v1'));
    expect(await versionsOf(runId)).toEqual(['v2', 'v1']);
  });

  it('does not mix with the batch in another folder', async () => {
    await land(source('accounts', 'v1', 'may'));
    await land(source('transactions', 'v1', 'june'));
    expect(await runs()).toMatchObject([{ waiting_for: 'files' }, { waiting_for: 'files' }]);
  });

  it('refuses a second file for a role in words, and goes on without it', async () => {
    await land(source('accounts', 'v1'));
    const second = await land(source('accounts', 'v1', 'may', '.csv.gz'));
    const { error_message } = await pipeline.run(second.runId);
    expect(second.state).toBe('REJECTED');
    expect(error_message).toContain('has landing/account-balances/may/accounts.csv for accounts already');
    expect(await pipeline.call('retry_run', second.runId, false)).toMatchObject({ outcome: 'conflict' });
    const { runId } = await land(source('transactions', 'v1'));
    expect(await pipeline.rows('select key from run_source where run_id = $1 order by position', runId)).toEqual([
      { key: 'landing/account-balances/may/accounts.csv' },
      { key: 'landing/account-balances/may/transactions.csv' },
    ]);
  });

  it('is REJECTED when its files do not come in time, and the missing one then makes a run of its own', async () => {
    const { runId } = await land(source('accounts', 'v1'));
    expect(await pipeline.call('give_up_waiting', runId)).toEqual({ state: 'PENDING' });
    await pipeline.rows(`update run set wait_until = clock_timestamp()`);
    expect(await pipeline.call('give_up_waiting', runId)).toEqual({ state: 'REJECTED' });
    expect(await pipeline.call('give_up_waiting', runId)).toEqual({ state: 'REJECTED' });
    expect(await pipeline.run(runId)).toMatchObject({ error_code: 'files-missing', waiting_for: null });
    expect(await pipeline.call('retry_run', runId, false)).toMatchObject({ outcome: 'conflict' });
    const late = await land(source('transactions', 'v1'));
    expect(late.runId).not.toBe(runId);
    expect(await versionsOf(late.runId)).toEqual(['v1', 'v1']);
    expect((await land(source('accounts', 'v1'))).runId).toBe(late.runId);
  });

  it('is one run when its two files are announced at the same time', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const second = new Pipeline(other);
    for (let batch = 0; batch < 100; batch += 1) {
      const [one, two] = await Promise.all([
        land(source('accounts', 'v1', `b${batch}`)),
        land(source('transactions', 'v1', `b${batch}`), undefined, second),
      ]);
      expect(one.runId).toBe(two.runId);
    }
    await other.end();
    expect(await pipeline.rows(`select from run where waiting_for is not null`)).toEqual([]);
  });
});

describe('Whatever the order of deliveries', () => {
  const deliveries = fc
    .record({ accounts: fc.integer({ min: 1, max: 3 }), transactions: fc.integer({ min: 1, max: 3 }) })
    .chain((counts) => {
      const all = ROLES.flatMap((role) =>
        Array.from({ length: counts[role as keyof typeof counts] }, (_, index) => ({ role, version: index + 1 })),
      );
      const again = fc.array(fc.constantFrom(...all), { maxLength: 4 });
      return fc.record({
        counts: fc.constant(counts),
        order: again.chain((more) => fc.shuffledSubarray([...all, ...more], { minLength: all.length + more.length })),
      });
    });

  it('the newest versions have a run, none waits, and no two runs have the same files', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ counts, order }) => {
        await database.empty();
        for (const { role, version } of order) {
          const versions = counts[role as keyof typeof counts];
          const listing = Array.from({ length: versions }, (_, index) => `v${versions - index}`);
          await land(source(role, `v${version}`), () => listing);
        }
        const made = await runs();
        expect(made.map((run) => [run['state'], run['waiting_for']])).toEqual(made.map(() => ['PENDING', null]));
        const sets = await Promise.all(made.map(async (run) => (await versionsOf(`${run['run_id']}`)).join()));
        expect(new Set(sets).size).toBe(sets.length);
        expect(sets).toContain(`v${counts.accounts},v${counts.transactions}`);
      }),
      { numRuns: 60 },
    );
  });
});

describe('The identity of a run', () => {
  const word = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));
  const anySource: fc.Arbitrary<SourceVersion> = fc.record({ role: word, bucket: word, key: word, versionId: word });

  it('is the same in the database as in the functions', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.array(anySource, { minLength: 1, maxLength: 3 }), async (jobType, sources) => {
        const [row] = await pipeline.rows(
          'select sources_identity($1, $2) as identity, identity_run_id(sources_identity($1, $2)) as run_id',
          jobType,
          JSON.stringify(sources),
        );
        const { identity, runId } = identify(jobType, sources);
        expect(row).toEqual({ identity, run_id: runId });
      }),
      { numRuns: 300 },
    );
  });
});
