import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { checkStored, publishRuns } from '../../bench/stored/publish-runs.ts';
import { type RealDatabase, startRealDatabase } from '../lambdas/real-database.ts';

let real: RealDatabase;
beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real?.stop());

const options = { files: 3, branches: 20, signal: new AbortController().signal, onFile: () => {} };

beforeEach(async () => {
  await real.empty();
  await real.rows('truncate branch_stats_total, branch_stats_headline');
});

it('Runs are published as a worker does it, with a history and without a worker that is left over', async () => {
  expect(await publishRuns(real.database, options)).toEqual({ files: 3, branchesPerFile: 20, figures: 60 });
  const events = 'select event, count(*) as runs from run_event group by event order by min(event_id)';
  expect(await real.rows(events)).toEqual([
    { event: 'recorded', runs: 3 },
    { event: 'claimed', runs: 3 },
    { event: 'published', runs: 3 },
  ]);
  expect(await real.rows("select count(*) as left_over from worker where state <> 'GONE'")).toEqual([{ left_over: 0 }]);
  const sums = await real.database.query(
    'select branch_code, sum::text from branch_stats_total order by 1 limit 3',
    {},
    z.object({ sum: z.string() }),
  );
  expect(new Set(sums.map(({ sum }) => sum)).size).toBe(3);
});

it.each([
  ['a total is a cent too large', "update branch_stats_total set sum = sum + 0.01 where branch_code = 'BR000001'"],
  ['a total is missing', "delete from branch_stats_total where branch_code = 'BR000020'"],
  ['the headline is old', 'update branch_stats_headline set sum = sum - 1'],
  ['a figure is missing', 'delete from branch_stats_figure where ctid = (select min(ctid) from branch_stats_figure)'],
  ['a run counts rows that no figure has', 'update run set rows_read = rows_read + 1, rows_counted = rows_counted + 1'],
])('The check of what is stored notices that %s', async (_, damage) => {
  await publishRuns(real.database, options);
  await expect(checkStored(real.database, 3, 20)).resolves.toMatchObject({ figures: 60 });
  await real.rows(damage);
  await expect(checkStored(real.database, 3, 20)).rejects.toThrow('not what publishing leaves');
});
