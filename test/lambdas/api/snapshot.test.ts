import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import { Pipeline } from '../../migrations/pipeline.ts';
import { ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;
let writer: pg.Client;
beforeAll(async () => {
  api = await ApiUnderTest.start();
  writer = new pg.Client({ connectionString: api.database.url });
  await writer.connect();
}, 60_000);
afterAll(async () => {
  await writer?.end();
  await api?.stop();
});

const branches = 40;

/** Version n has n rows of n.00 in every branch, so that a page tells which version each of its items is of. */
const figures = (version: number) =>
  Array.from({ length: branches }, (_, place) => ({
    branchCode: `B${place}`,
    count: version,
    min: `${version}.00`,
    max: `${version}.00`,
    sum: `${version * version}.00`,
  }));

it('readers see one version or the next, never a mixture, while versions replace one another', async () => {
  const pipeline = new Pipeline(writer);
  const versions = 25;
  const listing: string[] = [];
  let published = 0;
  const publishing = (async () => {
    for (let version = 1; version <= versions; version++) {
      listing.unshift(String(version));
      await pipeline.land('a.csv', [...listing], `content ${version}`, figures(version));
      published = version;
    }
  })();

  const seen: number[] = [];
  const readers = Array.from({ length: 3 }, async () => {
    let latest = 0;
    while (published < versions) {
      const before = published;
      const { items, summary } = await api.get('/api/branches?limit=1000&sort=sum&order=desc', branchPageSchema);
      const counts = new Set(items.map(({ count }) => count));
      expect(counts.size).toBeLessThanOrEqual(1);
      const [version = 0] = counts;
      expect(items).toHaveLength(version === 0 ? 0 : branches);
      expect(summary).toMatchObject({
        runs: version === 0 ? 0 : 1,
        rowsCounted: version * branches,
        rowsRead: version === 0 ? 0 : version * branches + 1,
        branches: items.length,
        sum: `${version * version * branches}.00`,
      });
      // What has been published is seen, and nobody goes back.
      expect(version).toBeGreaterThanOrEqual(Math.max(before, latest));
      latest = version;
      seen.push(version);
    }
  });
  await Promise.all([publishing, ...readers]);
  expect(new Set(seen).size).toBeGreaterThan(5);
}, 60_000);
