import { describe, expect, it } from 'vitest';
import { runDetailSchema, runPageSchema, runSchema } from '../../../lambdas/core/reports/run.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

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

  it('can be narrowed to the days and moments at which runs were recorded', async () => {
    const days = [
      '2026-01-31T23:59:59.999999Z',
      '2026-02-01T00:00:00Z',
      '2026-02-01T12:00:00Z',
      '2026-02-02T00:00:00Z',
    ];
    const recorded: string[] = [];
    for (const [place, day] of days.entries()) {
      const runId = await api.pipeline.record(`${place}.csv`, '1');
      await api.database.client.query('update run set created_at = $1 where run_id = $2', [day, runId]);
      recorded.unshift(runId);
    }
    const listed = async (query: string) =>
      (await api.get(`/api/runs?${query}`, runPageSchema)).items.map(({ runId }) => runId);

    expect(await listed('createdFrom=2026-02-01')).toEqual(recorded.slice(0, 3));
    expect(await listed('createdTo=2026-02-01')).toEqual(recorded.slice(1));
    expect(await listed('createdFrom=2026-02-01&createdTo=2026-02-01')).toEqual(recorded.slice(1, 3));
    expect(await listed('createdFrom=2026-02-01T12:00:00Z')).toEqual(recorded.slice(0, 2));
    expect(await listed('createdTo=2026-02-01T13:00:00%2B01:00')).toEqual(recorded.slice(1));
    expect(await listed('createdTo=2026-02-01&state=PENDING&q=csv')).toEqual(recorded.slice(1));
    expect(await listed('createdTo=9999-12-31&jobType=branch-stats')).toEqual(recorded);
  });

  it.each([
    ['createdFrom=2026-02-02&createdTo=2026-02-01', 'createdTo'],
    ['createdFrom=2026-02-30', 'createdFrom'],
    ['createdFrom=0000-01-01', 'createdFrom'],
    ['createdTo=yesterday', 'createdTo'],
  ])('is refused for %s', async (query, field) => {
    const answer = await api.request(`/api/runs?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });

  it('is searched through keys, ids, error codes and messages, page by page, for what stands there', async () => {
    const rejected = await claimed('a.csv');
    await api.pipeline.reject(rejected);
    const other = await api.pipeline.record('Grüße_aus_100%.csv', '1');
    await api.database.client.query(`update run set request_id = 'Order\\7' where run_id = $1`, [other]);
    const found = async (q: string) => {
      const pages = await allPages(api, '/api/runs', runSchema, { q, limit: '1' });
      return pages.flat().map(({ runId }) => runId);
    };
    expect(await found('WRONG-header')).toEqual([rejected.runId]);
    expect(await found('column Amount is')).toEqual([rejected.runId]);
    expect(await found('GRÜSSE')).toEqual([]);
    expect(await found('GRÜßE')).toEqual([other]);
    expect(await found('0%.')).toEqual([other]);
    expect(await found('1_0')).toEqual([]);
    expect(await found('order\\7')).toEqual([other]);
    expect(await found('.csv')).toEqual([other, rejected.runId]);
    expect(await found(`${rejected.runId}x`)).toEqual([]);
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

  it('shows its step, its rows and its stored bytes while it is being done', async () => {
    const { runId, workerId, attempt } = await claimed('a.csv');
    const shown = () => api.get(`/api/runs/${runId}`, runDetailSchema);
    expect((await shown()).progress).toEqual({ step: 'claimed', rows: null, bytes: null, bytesTotal: 10 });
    await api.pipeline.call('heartbeat', workerId, runId, attempt, 'aggregating', 1_000_000, 7);
    expect(await shown()).toMatchObject({
      state: 'IN_PROGRESS',
      workerId,
      progress: { step: 'aggregating', rows: 1_000_000, bytes: 7, bytesTotal: 10 },
      durationMs: null,
      endedAt: null,
    });
    // Rows that go on behind the end of a task are read twice.
    await api.pipeline.call('heartbeat', workerId, runId, attempt, 'aggregating', 2_000_000, 12);
    expect((await shown()).progress).toMatchObject({ bytes: 10 });
  });

  it('does not show the bytes of an attempt before as its own', async () => {
    const first = await claimed('a.csv');
    await api.pipeline.call('heartbeat', first.workerId, first.runId, 1, 'aggregating', 1_000_000, 7);
    await api.pipeline.fail(first);
    await api.database.client.query('update run set not_before = now()');
    await api.pipeline.claim();
    const run = await api.get(`/api/runs/${first.runId}`, runDetailSchema);
    expect(run).toMatchObject({ attempts: 2, progress: { rows: null, bytes: null } });
  });

  it('heeds a heartbeat of the worker that holds it only', async () => {
    const { runId, attempt } = await claimed('a.csv');
    const stranger = '11111111-1111-4111-8111-111111111111';
    expect(await api.pipeline.call('heartbeat', stranger, runId, attempt, 'reading', 5, 5)).toBe(false);
    expect((await api.get(`/api/runs/${runId}`, runDetailSchema)).progress).toMatchObject({ rows: null, bytes: null });
  });

  it('names the runs that it superseded and those that are duplicates of it', async () => {
    const older = await api.pipeline.land('a.csv', ['1'], 'aa', [figure]);
    const newer = await api.pipeline.land('a.csv', ['2', '1'], 'bb', [figure]);
    const twin = await api.pipeline.land('b.csv', ['1'], 'bb', [figure]);
    const shown = await api.get(`/api/runs/${newer}`, runDetailSchema);
    expect(shown.supersedes).toMatchObject([{ runId: older, key: 'a.csv', versionId: '1', state: 'SUCCEEDED' }]);
    expect(shown.duplicates).toMatchObject([{ runId: twin, key: 'b.csv', versionId: '1', state: 'DUPLICATE' }]);
    const old = await api.get(`/api/runs/${older}`, runDetailSchema);
    expect(old).toMatchObject({ supersededBy: newer, supersedes: [], duplicates: [] });
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

describe('the record of a run that fails', () => {
  it('has each of its three attempts, with why it failed and when the next may begin', async () => {
    const runId = await api.pipeline.record('a.csv', '1');
    for (const pauseSeconds of [10, 20, null]) {
      const claim = await api.pipeline.claim();
      if (claim === null) throw new Error('nothing was claimed');
      await api.pipeline.fail(claim);
      const { state, notBefore, events } = await api.get(`/api/runs/${runId}`, runDetailSchema);
      const failed = events.filter(({ event }) => event === 'attempt-failed').at(-1);
      expect(state).toBe(pauseSeconds === null ? 'FAILED' : 'PENDING');
      expect(failed?.detail['notBefore']).toBe(pauseSeconds === null ? undefined : notBefore);
      const pause = (Date.parse(notBefore) - Date.parse(failed?.at ?? '')) / 1_000;
      if (pauseSeconds !== null) {
        expect(Math.abs(pause - pauseSeconds)).toBeLessThan(1);
        expect(await api.pipeline.claimAs(claim.workerId)).toBeNull();
      }
      await api.database.client.query('update run set not_before = clock_timestamp()');
    }
    const { events, attempts, error } = await api.get(`/api/runs/${runId}`, runDetailSchema);
    expect(events.map(({ event, attempt }) => `${event} ${attempt}`)).toEqual([
      ...['recorded 0', 'claimed 1', 'attempt-failed 1', 'claimed 2', 'attempt-failed 2'],
      ...['claimed 3', 'attempt-failed 3', 'failed 3'],
    ]);
    const failures = events.filter(({ event }) => event === 'attempt-failed');
    expect(failures.map(({ detail }) => detail['message'])).toEqual(Array(3).fill('Out of memory.'));
    expect([attempts, error?.message]).toEqual([3, 'Out of memory.']);
  });
});
