import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COUNTING } from '../simulation/invariants/always.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { Pipeline } from './pipeline.ts';
import { type Act, actsOnFiles, actsWithCorrections, Schedule } from './schedule.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.stop());

async function keepsEveryPromise(acts: fc.Arbitrary<Act[]>, schedules: number): Promise<void> {
  const pipeline = new Pipeline(database.client);
  await fc.assert(
    fc.asyncProperty(acts, async (performed) => {
      await database.empty();
      const schedule = new Schedule(pipeline);
      for (const one of performed) {
        await schedule.perform(one);
        for (const [promise, sql] of Object.entries(COUNTING)) {
          expect(await pipeline.rows(sql), promise).toEqual([]);
        }
      }
    }),
    { numRuns: Number(process.env['SCHEDULES'] ?? schedules) },
  );
}

it('keeps every promise about what counts, whatever happens in whatever order', async () => {
  await keepsEveryPromise(actsOnFiles, 40);
}, 60_000);

it('keeps every promise about corrections as well', async () => {
  await keepsEveryPromise(actsWithCorrections, 100);
}, 120_000);

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
