import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import { branchDetailSchema } from '../../../lambdas/core/reports/branch-detail.ts';
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

const seed = Number(process.env['ACTS_SEED'] ?? Date.now() % 1_000_000);
const branches = 30;
const acts = 60;

/** File n has 2 to the power of n rows of 1.00 in every branch, so that a count names the files that it is made of. */
const figures = (place: number) =>
  Array.from({ length: branches }, (_, branch) => {
    const count = 2 ** place;
    return { branchCode: `B${branch}`, count, min: '1.00', max: '1.00', sum: `${count}.00` };
  });

it(`readers see whole files only while they are withdrawn, restored, promoted and corrected (again: ACTS_SEED=${seed})`, async () => {
  const pipeline = new Pipeline(writer);
  const runs: string[] = [];
  for (let place = 0; place < 3; place++) {
    runs.push(await pipeline.land(`${place}.csv`, ['1'], `content ${place}`, figures(place)));
  }
  // A repeat of the first file, which counts in its place whenever that is withdrawn; and a correction of the second.
  await pipeline.land('repeat.csv', ['1'], 'content 0', figures(0));
  const fix = figures(3)
    .slice(0, 1)
    .map((one) => ({ ...one, count: 1, sum: '1.00' }));
  runs.push((await pipeline.correct(runs[1] ?? '', 'fix.csv', ['1'], [2], fix)).runId);

  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let isOver = false;
  const acting = (async () => {
    for (let act = 0; act < acts; act++) {
      await pipeline.call(random(2) === 0 ? 'withdraw_run' : 'restore_run', runs[random(runs.length)], 'a test');
    }
  })().finally(() => {
    isOver = true;
  });
  const seen = new Set<number>();
  const readers = Array.from({ length: 3 }, async () => {
    while (!isOver) {
      const { items, summary } = await api.get('/api/branches?limit=1000&sort=count', branchPageSchema);
      // Only the first branch has the corrected row; the others are of one set of files.
      const counts = new Set(items.filter(({ branchCode }) => branchCode !== 'B0').map(({ count }) => count));
      expect(counts.size).toBeLessThanOrEqual(1);
      const rows = items.reduce((total, { count }) => total + count, 0);
      expect(summary).toMatchObject({ branches: items.length, sum: rows === 0 ? '0.00' : `${rows}.00` });
      expect((summary?.rowsCounted ?? 0) + (summary?.rowsCorrected ?? 0)).toBe(rows);
      seen.add(rows);
      const { count, sum, receipt } = await api.get('/api/branches/B0', branchDetailSchema);
      expect(receipt?.remerged ?? { count: 0, sum: '0.00' }).toMatchObject({ count, sum });
    }
  });
  await Promise.all([acting, ...readers]);
  expect(seen.size).toBeGreaterThan(2);
}, 60_000);
