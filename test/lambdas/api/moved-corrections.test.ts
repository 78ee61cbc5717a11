import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DataApiDatabase, type Database, dataApiClient } from '../../../lambdas/core/database/index.ts';
import { type BranchQuery, DatabaseBranchReports } from '../../../lambdas/core/reports/branch-reports.ts';
import type { BranchRow } from '../../../lambdas/core/reports/branch-rows.ts';
import { ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;
let reports: DatabaseBranchReports;
/** What happens behind the first statement of a reader, once. */
let meanwhile: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
  api = await ApiUnderTest.start();
  const database = new DataApiDatabase({
    client: dataApiClient({
      endpoint: api.rdsData.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    clusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
    secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
    database: 'countinghouse',
  });
  const query: Database['query'] = async (...statement) => {
    const rows = await database.query(...statement);
    const act = meanwhile;
    meanwhile = undefined;
    await act?.();
    return rows;
  };
  reports = new DatabaseBranchReports({ query, transaction: (work) => database.transaction(work) }, 'USD');
}, 60_000);
afterAll(() => api?.stop());

const one = (count: number) => [{ branchCode: 'A', count, min: '1.00', max: '1.00', sum: `${count}.00` }];
let file: string;
let other: string;
let correction: string;
beforeEach(async () => {
  await api.empty();
  file = await api.pipeline.land('a.csv', ['1'], 'a', one(10));
  correction = (await api.pipeline.correct(file, 'fix.csv', ['1'], [2], one(1))).runId;
  other = await api.pipeline.record('b.csv', '1');
});

/** First the correction goes, and then the other file is published: 11 + 100 rows never counted together. */
const change = async (): Promise<void> => {
  await api.pipeline.call('withdraw_run', correction, 'a mistake');
  const claim = await api.pipeline.claim();
  if (claim) await api.pipeline.complete(claim, 'b', ['1'], one(100));
};
const view = (): BranchQuery => ({
  scope: { kind: 'runs', runIds: [file, other] },
  sort: 'branchCode',
  order: 'asc',
  limit: 10,
});

it('a page of named runs is of one moment, though a correction goes while it is read', async () => {
  meanwhile = change;
  const { items, summary } = await reports.list(view());
  expect(items.map(({ count }) => count)).toEqual([110]);
  expect(summary).toMatchObject({ runs: 2, corrections: 0, sum: '110.00' });
});

it('a download of named runs is of one moment, though a correction goes while it is made', async () => {
  meanwhile = change;
  const rows = await reports.readAll(view(), async (batches) => {
    const all: BranchRow[] = [];
    for await (const batch of batches) all.push(...batch);
    return all;
  });
  expect(rows.map(([code, count]) => [code, count])).toEqual([['A', '110']]);
});
