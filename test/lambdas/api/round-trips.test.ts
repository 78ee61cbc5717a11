import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiUnderTest } from './api-under-test.ts';
import { land } from './landed.ts';

let api: ApiUnderTest;
let runId: string;
beforeAll(async () => {
  api = await ApiUnderTest.start();
  for (const file of ['january.csv', 'february.csv', 'march.csv']) {
    const branches = ['A', 'B', 'C'].map((branchCode) => ({ branchCode, count: 2, min: 1n, max: 5n, sum: 6n }));
    runId = await land(api, file, branches);
  }
}, 60_000);
afterAll(() => api?.stop());

const pageSchema = z.object({ items: z.array(z.unknown()).min(1) });

/** Each call of the Data API takes some milliseconds, however little it asks for, and its own snapshot. */
it.each([
  ['branches with their summary', () => '/api/branches'],
  ['branches of a run', () => `/api/branches?runId=${runId}`],
  ['branches of some days', () => '/api/branches?landedFrom=2026-01-01&landedTo=2026-01-31'],
  ['branches that match a search', () => '/api/branches?q=b&sort=sum&order=desc'],
  ['runs', () => '/api/runs'],
  ['runs that match a search', () => '/api/runs?q=january&state=SUCCEEDED'],
])('The first page of %s takes one call of the database, however many items it has', async (_, path) => {
  const before = api.rdsData.calls();
  await api.get(path(), pageSchema);
  expect(api.rdsData.calls() - before).toBe(1);
});
