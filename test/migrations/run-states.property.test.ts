import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { type Claim, type Figure, Pipeline } from './pipeline.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.stop());

const contents: Record<string, Figure[]> = {
  A: [{ branchCode: 'X', count: 1, min: '1.00', max: '1.00', sum: '1.00' }],
  B: [
    { branchCode: 'X', count: 2, min: '-3.00', max: '9.00', sum: '6.00' },
    { branchCode: 'Y', count: 1, min: '0.01', max: '0.01', sum: '0.01' },
  ],
  C: [{ branchCode: 'Y', count: 3, min: '2.00', max: '4.00', sum: '9.00' }],
};

type Act =
  | { do: 'land'; key: string; content: string }
  | { do: 'claim' | 'publish' | 'identify' | 'reject' | 'fail' | 'die'; pick: number }
  | { do: 'withdraw' | 'restore' | 'retry' | 'force'; pick: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constant('land' as const),
    key: fc.constantFrom('k1', 'k2', 'k3'),
    content: fc.constantFrom('A', 'A', 'B', 'C'),
  }),
  fc.record({
    do: fc.constantFrom(
      'claim' as const,
      'publish' as const,
      'publish' as const,
      'identify' as const,
      'reject' as const,
    ),
    pick: fc.nat(20),
  }),
  fc.record({ do: fc.constantFrom('fail' as const, 'die' as const), pick: fc.nat(20) }),
  fc.record({
    do: fc.constantFrom('withdraw' as const, 'restore' as const, 'retry' as const, 'force' as const),
    pick: fc.nat(20),
  }),
);

/** One schedule: keys with their versions, the claims ever made (also lost ones), the runs ever recorded. */
class Schedule {
  readonly #pipeline: Pipeline;
  readonly #versions = new Map<string, string[]>();
  readonly #content = new Map<string, { key: string; content: string }>();
  readonly #claims: Claim[] = [];
  readonly #runs: string[] = [];

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  async perform(one: Act): Promise<void> {
    if (one.do === 'land') return await this.#land(one.key, one.content);
    await this.#pipeline.rows(`update run set not_before = clock_timestamp() where state = 'PENDING'`);
    if (one.do === 'claim') {
      const claim = await this.#pipeline.claim();
      if (claim) this.#claims.push(claim);
      return;
    }
    const runId = this.#runs[one.pick % Math.max(1, this.#runs.length)];
    if (runId === undefined) return;
    if (one.do === 'withdraw') return await this.#pipeline.call('withdraw_run', runId, 'because');
    if (one.do === 'restore') return await this.#pipeline.call('restore_run', runId, 'because');
    if (one.do === 'retry') return await this.#pipeline.call('retry_run', runId, false);
    if (one.do === 'force') return await this.#pipeline.call('retry_run', runId, true);
    const claim = this.#claims[one.pick % Math.max(1, this.#claims.length)];
    if (claim) await this.#work(one.do, claim);
  }

  async #land(key: string, content: string): Promise<void> {
    const versions = this.#versions.get(key) ?? [];
    const versionId = `v${versions.length + 1}`;
    this.#versions.set(key, [versionId, ...versions]);
    const runId = await this.#pipeline.record(key, versionId);
    this.#content.set(runId, { key, content });
    this.#runs.push(runId);
  }

  async #work(what: Act['do'], claim: Claim): Promise<void> {
    const source = this.#content.get(claim.runId);
    if (!source) throw new Error('a claim of an unknown run');
    const figures = contents[source.content] ?? [];
    const newestFirst = this.#versions.get(source.key) ?? [];
    if (what === 'identify') await this.#pipeline.identify(claim, source.content, newestFirst);
    if (what === 'publish') await this.#pipeline.complete(claim, source.content, newestFirst, figures);
    if (what === 'reject') await this.#pipeline.reject(claim);
    if (what === 'fail') await this.#pipeline.fail(claim);
    if (what === 'die') {
      const error = { code: 'worker-died', message: 'Killed.' };
      await this.#pipeline.call('release_worker', claim.workerId, error, null);
    }
  }
}

const broken: Record<string, string> = {
  'totals equal the merged figures of the runs that count': `
    with merged as (
      select branch_code, count(*) runs, sum(f.count) count, min(min) min, max(max) max, sum(sum) sum
        from branch_stats_figure f join run r on r.run_id = f.run_id and r.published_attempt = f.attempt
       where r.counts group by branch_code)
    (table merged except select branch_code, runs, count, min, max, sum from branch_stats_total)
    union all (select branch_code, runs, count, min, max, sum from branch_stats_total except table merged)`,
  'the headline is that of the totals': `
    (select count(*), coalesce(sum(sum), 0), min(min), max(max) from branch_stats_total)
    except all (select coalesce(max(branches), 0), coalesce(max(sum), 0), max(min), max(max) from branch_stats_headline)`,
  'one version of a key counts at most': `
    select lineage from run where counts group by lineage having count(*) > 1`,
  'no older version counts once a newer one was published': `
    select old.run_id from run old join run new using (lineage)
     where old.counts and new.state = 'SUCCEEDED' and new.lineage_order > old.lineage_order`,
  'a published run counts unless it was superseded or withdrawn': `
    select run_id from run where state = 'SUCCEEDED' and not counts and superseded_by is null and withdrawn_at is null`,
  'the same bytes count once, but for those that a person forced': `
    select content_identity from run where counts group by content_identity
    having count(*) > 1 + count(*) filter (where count_duplicate)`,
  'a repeat repeats a run that counts, or is itself outdated': `
    select d.run_id from run d join run o on o.run_id = d.duplicate_of
     where d.state = 'DUPLICATE' and not o.counts and newer_published(d) is null`,
};

it('keeps every promise about what counts, whatever happens in whatever order', async () => {
  const pipeline = new Pipeline(database.client);
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      await database.empty();
      const schedule = new Schedule(pipeline);
      for (const one of acts) {
        await schedule.perform(one);
        for (const [promise, sql] of Object.entries(broken)) {
          expect(await pipeline.rows(sql), promise).toEqual([]);
        }
      }
    }),
    { numRuns: Number(process.env['SCHEDULES'] ?? 40) },
  );
}, 60_000);

it('orders versions as the listings do, in whatever order the listings arrive', async () => {
  const pipeline = new Pipeline(database.client);
  const history = fc.integer({ min: 1, max: 8 }).chain((versions) =>
    fc.record({
      versions: fc.constant(versions),
      // Each listing shows the versions up to a moment, without those deleted by then.
      listings: fc.array(
        fc.record({
          upTo: fc.integer({ min: 1, max: versions }),
          gone: fc.array(fc.integer({ min: 1, max: versions })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(history, async ({ versions, listings }) => {
      await database.empty();
      // A version that is gone once is gone later: deletions accumulate over the moments.
      const moments = [...listings].sort((a, b) => a.upTo - b.upTo);
      const gone = new Set<number>();
      const shown = new Map(
        moments.map((listing) => {
          for (const version of listing.gone) if (version < listing.upTo) gone.add(version);
          const left = Array.from({ length: listing.upTo }, (_, i) => listing.upTo - i).filter((v) => !gone.has(v));
          return [listing, left];
        }),
      );
      for (const listing of listings) {
        const newestFirst = (shown.get(listing) ?? []).map((version) => `v${version}`);
        await pipeline.call('order_versions', 'landing', 'k', newestFirst);
      }
      const stored = await pipeline.rows('select version_id from source_version order by ordinal');
      // A version that was deleted before it could be read never has figures, so its place does not matter.
      const order = stored
        .map((row) => Number(String(row['version_id']).slice(1)))
        .filter((version) => !gone.has(version));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order.every((version) => version <= versions)).toBe(true);
    }),
    { numRuns: 100 },
  );
}, 60_000);
