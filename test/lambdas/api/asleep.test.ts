import { afterAll, beforeAll, expect, it } from 'vitest';
import { LullEndingDatabase, LullKeepingDatabase, LullMarks } from '../../../lambdas/core/lulls/index.ts';
import { FakeObjects } from '../fakes/objects.ts';
import { ApiUnderTest } from './api-under-test.ts';
import { land } from './landed.ts';

const objects = new FakeObjects();
const unkept: unknown[] = [];
let api: ApiUnderTest;
let runId: string;
beforeAll(async () => {
  api = await ApiUnderTest.start({
    watched: (inner) => {
      const marks = new LullMarks(objects, 'results');
      const database = new LullEndingDatabase(inner, marks);
      // So quick a clock that a pause between two lulls is over with the next question.
      let now = Date.now();
      const reportUnkept = (error: unknown): unknown => unkept.push(error);
      return new LullKeepingDatabase({ database, marks, reportUnkept, now: () => (now += 20_000) });
    },
  });
  runId = await land(api, 'january.csv', [{ branchCode: 'A', count: 2, min: 1n, max: 5n, sum: 6n }]);
  await api.database.client.query("update worker set state = 'GONE', ended_at = now(), end_reason = 'idle'");
  api.landed.put('landing', 'january.csv', '', '2026-01-01T00:00:00.000Z', '1');
}, 60_000);
afterAll(() => api?.stop());

/** Everything that a page of the dashboard asks for again and again, or when somebody opens it. */
const paths = (): string[] => [
  '/api/runs',
  `/api/runs/${runId}`,
  `/api/runs/${runId}/receipt`,
  `/api/runs/${runId}/figures`,
  `/api/runs/${runId}/rejects`,
  '/api/branches?sort=sum&order=desc',
  `/api/branches?runId=${runId}`,
  '/api/branches/A',
  '/api/branch-series?branchCode=A',
];

async function answers(): Promise<{ status: number; body: unknown; etag: string | null }[]> {
  const all = [];
  for (const path of paths()) {
    const { status, body, headers } = await api.request(path);
    all.push({ status, body, etag: headers.get('etag') });
  }
  return all;
}

it('Pages that were looked at since the last change are answered without the database, by the same bytes', async () => {
  const first = await answers();
  expect(first.map(({ status }) => status)).toEqual(paths().map(() => 200));
  const before = api.rdsData.calls();
  expect(await answers()).toEqual(first);
  expect(api.rdsData.calls()).toBe(before);
  expect(unkept).toEqual([]);
});

it('An act of a person is seen at once by whoever asks after it', async () => {
  await answers();
  const { status } = await api.post(`/api/runs/${runId}/withdraw`, { reason: 'a mistake' });
  expect(status).toBe(200);
  expect((await api.request('/api/branches?sort=sum&order=desc')).body).toMatchObject({ items: [] });
  expect((await api.request(`/api/runs/${runId}`)).body).toMatchObject({ counts: false, withdrawnReason: 'a mistake' });
});

it('Whether the database answers is always asked of the database', async () => {
  await api.request('/api/database');
  const before = api.rdsData.calls();
  expect((await api.request('/api/database')).status).toBe(200);
  expect(api.rdsData.calls() - before).toBe(1);
});

it('A source that is gone is noted in a lull, too', async () => {
  await answers();
  api.landed.buckets.clear();
  const { body } = await api.request(`/api/runs/${runId}/receipt`);
  expect(body).toMatchObject({ standing: { sourcesGone: [{ position: 0 }] } });
  expect((await api.request(`/api/runs/${runId}`)).body).toMatchObject({ sources: [{ goneAt: expect.any(String) }] });
});
