import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { Pipeline } from './pipeline.ts';
import { type Act, actsOnFiles, actsWithCorrections, Schedule } from './schedule.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.stop());

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
  'the headline tells the rows of the runs that count': `
    (select count(*) filter (where corrects is null), count(*) filter (where corrects is not null),
            coalesce(sum(rows_read) filter (where corrects is null), 0),
            coalesce(sum(rows_counted) filter (where corrects is null), 0),
            coalesce(sum(rows_quarantined) filter (where corrects is null), 0),
            coalesce(sum(rows_counted) filter (where corrects is not null), 0) from run where counts)
    except all (select coalesce(max(runs), 0), coalesce(max(corrections), 0), coalesce(max(rows_read), 0),
                       coalesce(max(rows_counted), 0), coalesce(max(rows_quarantined), 0), coalesce(max(rows_corrected), 0)
                  from branch_stats_headline)`,
  'one version of a key counts at most': `
    select lineage from run where counts group by lineage having count(*) > 1`,
  'no older version counts once a newer one was published': `
    select old.run_id from run old join run new using (lineage)
     where old.counts and new.state = 'SUCCEEDED' and new.lineage_order > old.lineage_order`,
  'a published run counts unless it was superseded or withdrawn, a correction unless its target does not count either': `
    select run.run_id from run left join run target on target.run_id = run.corrects
     where run.counts <> (run.state = 'SUCCEEDED' and run.superseded_by is null and run.withdrawn_at is null
                          and coalesce(target.counts, true))`,
  'a line is corrected once among the corrections that stand': `
    select corrects, line from run_corrected_lines join run using (run_id, corrects), unnest(lines) as range,
           generate_series(lower(range), upper(range) - 1) as line
     where run.stands group by corrects, line having count(*) > 1`,
  'corrected lines stand when their run does, and are as many as it counted': `
    select run.run_id from run
      left join (select run_id, corrected.stands, sum(upper(range) - lower(range)) as lines
                   from run_corrected_lines corrected, unnest(lines) as range group by 1, 2) as corrected using (run_id)
     where run.corrects is not null and run.state = 'SUCCEEDED'
       and (corrected.stands, corrected.lines) is distinct from (run.stands, run.rows_counted::numeric)`,
  'a file tells how many of its quarantined rows are corrected': `
    select target.run_id from run target
      left join run correction on correction.corrects = target.run_id and correction.stands
     group by target.run_id having target.rows_corrected <> coalesce(sum(correction.rows_counted), 0)`,
  'the same bytes count once, but for those that a person forced': `
    select content_identity from run where counts group by content_identity
    having count(*) > 1 + count(*) filter (where count_duplicate)`,
  'a repeat repeats a run that counts, or is itself outdated': `
    select d.run_id from run d join run o on o.run_id = d.duplicate_of
     where d.state = 'DUPLICATE' and not case when d.corrects is null then o.counts else o.stands end
       and newer_published(d) is null`,
};

async function keepsEveryPromise(acts: fc.Arbitrary<Act[]>, schedules: number): Promise<void> {
  const pipeline = new Pipeline(database.client);
  await fc.assert(
    fc.asyncProperty(acts, async (performed) => {
      await database.empty();
      const schedule = new Schedule(pipeline);
      for (const one of performed) {
        await schedule.perform(one);
        for (const [promise, sql] of Object.entries(broken)) {
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
