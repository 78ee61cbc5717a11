import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDetailSchema, runPageSchema, runSchema } from '../../../lambdas/core/reports/run.ts';
import { ApiUnderTest, allPages } from './api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start();
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.empty());

const figure = { branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', sum: '4.51' };

async function claimed(key: string) {
  await api.pipeline.record(key, '1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing was claimed');
  return claim;
}

describe('the list of runs', () => {
  it('is empty before anything has landed', async () => {
    expect((await api.request('/api/runs')).body).toEqual({ items: [], nextCursor: null });
  });

  it('holds every run once, the newest first, whatever the size of a page', async () => {
    const recorded: string[] = [];
    for (let place = 0; place < 11; place++) {
      recorded.push(await api.pipeline.record(`${place}.csv`, '1'));
    }
    // Two of the same microsecond, which only their ids can tell apart.
    const twins = `update run set created_at = '2026-01-01T00:00:00.123456Z' where run_id in ($1, $2)`;
    await api.database.client.query(twins, recorded.slice(0, 2));
    const newestFirst = [...recorded.slice(2).reverse(), ...recorded.slice(0, 2).sort().reverse()];
    for (const limit of [1, 2, 3, 10, 11, 12]) {
      const pages = await allPages(api, '/api/runs', runSchema, { limit: String(limit) });
      expect(pages.flat().map(({ runId }) => runId)).toEqual(newestFirst);
      expect(pages).toHaveLength(Math.ceil(11 / limit));
    }
  });

  it('can be narrowed to states, a job type and a part of a key or id', async () => {
    const done = await api.pipeline.land('North_1.csv', ['1'], 'aa', [figure]);
    const open = await api.pipeline.record('landing/branch-stats/NORTH 2.csv', '1');
    const other = await api.pipeline.record('other.csv', '1');
    const listed = async (query: string) =>
      (await api.get(`/api/runs?${query}`, runPageSchema)).items.map(({ runId }) => runId);

    expect(await listed('state=SUCCEEDED')).toEqual([done]);
    expect(await listed('state=PENDING')).toEqual([other, open]);
    expect(await listed('state=PENDING&state=SUCCEEDED')).toEqual([other, open, done]);
    expect(await listed('q=north')).toEqual([open, done]);
    expect(await listed('q=north_')).toEqual([done]);
    expect(await listed('q=north%25')).toEqual([]);
    expect(await listed(`q=${other.toUpperCase()}`)).toEqual([other]);
    expect(await listed('q=north&state=PENDING')).toEqual([open]);
    expect(await listed('jobType=branch-stats')).toEqual([other, open, done]);
    expect(await listed('jobType=invoices')).toEqual([]);
  });

  it('is cut short before the answer of the Data API would be too large', async () => {
    for (let place = 0; place < 60; place++) {
      const claim = await claimed(`${place}.csv`);
      const error = { code: 'wrong-header', message: '"'.repeat(9_000) };
      await api.pipeline.call('reject_run', claim.runId, claim.workerId, claim.attempt, {}, error);
    }
    const pages = await allPages(api, '/api/runs', runSchema, { limit: '1000' });
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.flat().map(({ runId }) => runId)).size).toBe(60);
  });
});

describe('a run', () => {
  it('tells everything of a published file', async () => {
    const runId = await api.pipeline.land('a.csv', ['1'], 'aa', [figure]);
    await api.database.client.query(
      `update run set dpu_seconds = 12.50, cost_usd = 0.001500, peak_memory_bytes = 3000000000,
              started_at = '2026-01-01T10:00:00.0004Z', ended_at = '2026-01-01T10:00:12.3456Z' where run_id = $1`,
      [runId],
    );
    await api.database.client.query(`update worker set glue_run_id = 'jr_1'`);

    const run = await api.get(`/api/runs/${runId}`, runDetailSchema);

    expect(run).toMatchObject({
      runId,
      jobType: 'branch-stats',
      state: 'SUCCEEDED',
      counts: true,
      attempts: 1,
      publishedAttempt: 1,
      glueRunId: 'jr_1',
      sources: [
        {
          role: 'transactions',
          bucket: 'landing',
          key: 'a.csv',
          versionId: '1',
          size: 10,
          checksum: 'CRC64NVME:aa',
          landedAt: '2026-01-01T00:00:00.000Z',
          goneAt: null,
        },
      ],
      rowsRead: 4,
      rowsCounted: 3,
      rowsQuarantined: 1,
      dpuSeconds: '12.50',
      costUsd: '0.001500',
      peakMemoryBytes: 3_000_000_000,
      startedAt: '2026-01-01T10:00:00.000Z',
      endedAt: '2026-01-01T10:00:12.345Z',
      durationMs: 12_345,
      progress: null,
      error: null,
      rejectCounts: [{ reason: 'bad-decimal', column: 'amount', count: 1 }],
    });
    expect(run.events.map(({ event }) => event)).toEqual(['recorded', 'claimed', 'published']);
  });

  it('shows its step and its rows while it is being done', async () => {
    const { runId, workerId, attempt } = await claimed('a.csv');
    await api.pipeline.call('heartbeat', workerId, runId, attempt, 'aggregating', 1_000_000);
    const run = await api.get(`/api/runs/${runId}`, runDetailSchema);
    expect(run).toMatchObject({
      state: 'IN_PROGRESS',
      workerId,
      progress: { step: 'aggregating', rows: 1_000_000 },
      durationMs: null,
      endedAt: null,
    });
  });

  it('shows its error', async () => {
    const claim = await claimed('a.csv');
    await api.pipeline.reject(claim);
    const run = await api.get(`/api/runs/${claim.runId}`, runDetailSchema);
    expect(run.error).toEqual({ code: 'wrong-header', message: 'The column amount is missing.' });
  });

  it('has no counts of quarantined rows while a retry of it is open', async () => {
    const claim = await claimed('a.csv');
    const summary = { rowsRead: 2, rowsCounted: 0, rowsQuarantined: 2, rejects: [{ reason: 'field-count', count: 2 }] };
    const error = { code: 'too-many-bad-rows', message: '2 of 2 rows are bad.' };
    await api.pipeline.call('reject_run', claim.runId, claim.workerId, claim.attempt, summary, error);
    const rejected = await api.get(`/api/runs/${claim.runId}`, runDetailSchema);
    expect(rejected.rejectCounts).toEqual([{ reason: 'field-count', column: '', count: 2 }]);

    await api.post(`/api/runs/${claim.runId}/retry`, {});

    expect((await api.get(`/api/runs/${claim.runId}`, runDetailSchema)).rejectCounts).toEqual([]);
  });

  it('keeps to the limits of the Data API with a very long history', async () => {
    const runId = await api.pipeline.record('a.csv', '1');
    await api.database.client.query(
      `insert into run_event (run_id, attempt, event, detail)
       select $1, n, 'step', jsonb_build_object('step', repeat('"', case when n = 1999 then 70000 else 400 end))
         from generate_series(1, 2000) n`,
      [runId],
    );
    const { events } = await api.get(`/api/runs/${runId}`, runDetailSchema);
    expect(events.at(-1)).toMatchObject({ attempt: 2000 });
    expect(Object.keys(events.at(-2)?.detail ?? {})).toEqual(['cut']);
    expect(events.length).toBeGreaterThan(50);
    expect(events.length).toBeLessThan(2000);
  });

  it.each(['11111111-1111-4111-8111-111111111111', 'abc', '%00', '1111'])('is not found as %s', async (runId) => {
    for (const path of [`/api/runs/${runId}`, `/api/runs/${runId}/rejects`]) {
      const answer = await api.request(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ type: '/problems/not-found', status: 404 });
    }
  });
});
