import { describe, expect, it } from 'vitest';
import { branchDetailSchema, branchSeriesSchema } from '../../../lambdas/core/reports/branch-detail.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const north = { branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', sum: '4.51' };
const south = { branchCode: 'SOUTH', count: 1, min: '2.00', max: '2.00', sum: '2.00' };

/** Lands a file with one branch NORTH whose amounts lie between these. */
async function land(key: string, landedAt: string, min: string, max: string, sum: string): Promise<string> {
  const runId = await api.pipeline.land(key, ['1'], key, [{ ...north, min, max, sum }]);
  await api.database.client.query('update run_source set landed_at = $2 where run_id = $1', [runId, landedAt]);
  return runId;
}

describe('a branch', () => {
  it('shows the merged figures and what each published run says, the newest landing first', async () => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    const b = await api.pipeline.land('b.csv', ['1'], 'bb', [
      { ...north, count: 1, min: '0.01', max: '0.01', sum: '0.01' },
    ]);
    await api.database.client.query(`update run_source set landed_at = '2026-02-01T00:00:00Z' where run_id = $1`, [b]);
    await api.post(`/api/runs/${a}/withdraw`, { reason: 'wrong file' });

    const branch = await api.get('/api/branches/NORTH', branchDetailSchema);

    expect(branch).toMatchObject({
      count: 1,
      min: '0.01',
      max: '0.01',
      average: '0.0100',
      sum: '0.01',
      currency: 'USD',
    });
    expect(branch.runs).toMatchObject([
      {
        runId: b,
        withdrawnAt: null,
        counts: true,
        landedAt: '2026-02-01T00:00:00.000Z',
        count: 1,
        average: '0.0100',
        source: { key: 'b.csv' },
      },
      {
        runId: a,
        counts: false,
        withdrawnReason: 'wrong file',
        landedAt: '2026-01-01T00:00:00.000Z',
        count: 3,
        average: '1.5033',
        source: { key: 'a.csv' },
      },
    ]);
  });

  it('has a count of zero when none of its runs counts any more', async () => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    await api.post(`/api/runs/${a}/withdraw`, { reason: 'wrong file' });
    const branch = await api.get('/api/branches/NORTH', branchDetailSchema);
    expect(branch).toMatchObject({ count: 0, min: null, max: null, average: null, sum: '0.00', runs: [{ runId: a }] });
  });

  it('pages through its runs', async () => {
    const runIds: string[] = [];
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      runIds.push(await api.pipeline.land(key, ['1'], key, [north]));
    }
    const seen: string[] = [];
    let cursor = '';
    for (const expected of [2, 2, 1]) {
      const branch = await api.get(`/api/branches/NORTH?limit=2${cursor}`, branchDetailSchema);
      expect(branch.runs).toHaveLength(expected);
      expect(branch.count).toBe(15);
      seen.push(...branch.runs.map(({ runId }) => runId));
      cursor = `&cursor=${branch.nextCursor}`;
    }
    expect(seen).toEqual(runIds.sort().reverse());
    expect(cursor).toBe('&cursor=null');
  });

  it.each(['a/b', 'a b', '100%', '#1', 'a?b', 'Zürich', '%41'])('is found by the code %j', async (branchCode) => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [{ ...south, branchCode }]);
    const branch = await api.get(`/api/branches/${encodeURIComponent(branchCode)}`, branchDetailSchema);
    expect(branch.branchCode).toBe(branchCode);
  });

  it('is not found when no published run has it', async () => {
    const answer = await api.request('/api/branches/NOWHERE');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ type: '/problems/not-found', instance: '/api/branches/NOWHERE' });
  });
});

describe("a branch's receipt", () => {
  it('names the runs that hold the minimum and the maximum, and merges the figures anew', async () => {
    await land('a.csv', '2026-01-01T08:00:00Z', '1.00', '5.00', '7.00');
    const b = await land('b.csv', '2026-01-02T08:00:00Z', '-3.00', '4.00', '2.00');
    const c = await land('c.csv', '2026-01-03T08:00:00Z', '2.00', '9.00', '13.00');
    const d = await land('d.csv', '2026-01-04T08:00:00Z', '-3.00', '9.00', '0.01');

    const branch = await api.get('/api/branches/NORTH', branchDetailSchema);

    expect(branch.receipt).toMatchObject({
      runs: 4,
      firstLandedAt: '2026-01-01T08:00:00.000Z',
      lastLandedAt: '2026-01-04T08:00:00.000Z',
      remerged: { count: 12, min: '-3.00', max: '9.00', average: '1.8342', sum: '22.01' },
      min: { amount: '-3.00', runs: 2, first: { runId: b, source: { key: 'b.csv', checksum: 'CRC64NVME:b.csv' } } },
      max: { amount: '9.00', runs: 2, first: { runId: c, count: 3, sum: '13.00' } },
    });
    await api.post(`/api/runs/${b}/withdraw`, { reason: 'wrong file' });
    await api.post(`/api/runs/${d}/withdraw`, { reason: 'wrong file' });
    expect((await api.get('/api/branches/NORTH', branchDetailSchema)).receipt).toMatchObject({
      runs: 2,
      remerged: { count: 6, min: '1.00', max: '9.00', sum: '20.00' },
      min: { amount: '1.00', runs: 1, first: { source: { key: 'a.csv' } } },
    });
  });

  it('shows when the kept figures are not those of the runs', async () => {
    await land('a.csv', '2026-01-01T08:00:00Z', '1.00', '5.00', '7.00');
    await api.database.client.query('update branch_stats_total set sum = sum + 0.01');
    const { sum, receipt } = await api.get('/api/branches/NORTH', branchDetailSchema);
    expect([sum, receipt?.remerged?.sum]).toEqual(['7.01', '7.00']);
  });

  it('is empty when no run counts, and missing behind a cursor', async () => {
    const a = await land('a.csv', '2026-01-01T08:00:00Z', '1.00', '5.00', '7.00');
    await land('b.csv', '2026-01-02T08:00:00Z', '1.00', '5.00', '7.00');
    const first = await api.get('/api/branches/NORTH?limit=1', branchDetailSchema);
    const second = await api.get(`/api/branches/NORTH?limit=1&cursor=${first.nextCursor}`, branchDetailSchema);
    expect([first.receipt?.runs, second.receipt]).toEqual([2, null]);
    for (const { runId } of [{ runId: a }, ...first.runs]) {
      await api.post(`/api/runs/${runId}/withdraw`, { reason: 'wrong file' });
    }
    expect((await api.get('/api/branches/NORTH', branchDetailSchema)).receipt).toEqual({
      runs: 0,
      corrections: 0,
      firstLandedAt: null,
      lastLandedAt: null,
      remerged: null,
      min: null,
      max: null,
    });
  });

  it('tells corrections from files', async () => {
    const target = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    const added = { ...north, count: 1, min: '-7.00', max: '-7.00', sum: '-7.00' };
    const { runId } = await api.pipeline.correct(target, 'c.csv', ['v1'], [3], [added]);
    const { count, runs, receipt } = await api.get('/api/branches/NORTH', branchDetailSchema);
    expect([count, receipt?.runs, receipt?.corrections, receipt?.min?.first.corrects]).toEqual([4, 2, 1, target]);
    const { points } = await api.get('/api/branch-series?branchCode=NORTH', branchSeriesSchema);
    expect(new Set(points.map((point) => point.corrects))).toEqual(new Set([null, target]));
    expect(new Map(runs.map((run) => [run.runId, run.corrects]))).toEqual(
      new Map([
        [target, null],
        [runId, target],
      ]),
    );
  });

  it('tells which run superseded another', async () => {
    const old = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    const newer = await api.pipeline.land('a.csv', ['2', '1'], 'bb', [north]);
    const { runs } = await api.get('/api/branches/NORTH', branchDetailSchema);
    expect(new Map(runs.map((run) => [run.runId, [run.counts, run.supersededBy]]))).toEqual(
      new Map([
        [old, [false, newer]],
        [newer, [true, null]],
      ]),
    );
  });
});

describe("a branch's series", () => {
  it('has the figures of the runs that count, the oldest landing first', async () => {
    const b = await land('b.csv', '2026-01-02T08:00:00Z', '-3.00', '4.00', '2.00');
    const a = await land('a.csv', '2026-01-01T08:00:00Z', '1.00', '5.00', '7.00');
    const c = await land('c.csv', '2026-01-03T08:00:00Z', '1.00', '5.00', '7.00');
    await api.post(`/api/runs/${c}/withdraw`, { reason: 'wrong file' });

    expect(await api.get('/api/branch-series?branchCode=NORTH', branchSeriesSchema)).toEqual({
      branchCode: 'NORTH',
      currency: 'USD',
      points: [
        {
          runId: a,
          corrects: null,
          landedAt: '2026-01-01T08:00:00.000Z',
          ...{ count: 3, min: '1.00', max: '5.00', average: '2.3333', sum: '7.00' },
        },
        {
          runId: b,
          corrects: null,
          landedAt: '2026-01-02T08:00:00.000Z',
          ...{ count: 3, min: '-3.00', max: '4.00', average: '0.6667', sum: '2.00' },
        },
      ],
      isWhole: true,
    });
  });

  it('leaves out the oldest of more than 1,000 runs', async () => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    await api.database.client.query(`
      with made as (
        insert into run (run_id, job_type, identity, lineage, state, attempts, published_attempt, counts, ended_at,
                         rows_read, rows_counted, rows_quarantined)
        select gen_random_uuid(), 'branch-stats', i::text, i::text, 'SUCCEEDED', 1, 1, true, now(), 1, 1, 0
          from generate_series(1, 1000) i returning run_id, identity),
      landed as (
        insert into run_source (run_id, position, role, bucket, key, version_id, size, landed_at)
        select run_id, 0, 'transactions', 'landing', identity, '1', 1, timestamptz '2026-03-01' + identity::integer * interval '1 minute'
          from made)
      insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
      select run_id, 1, 'NORTH', identity::integer, 1, 1, identity::integer from made`);
    const { points, isWhole } = await api.get('/api/branch-series?branchCode=NORTH', branchSeriesSchema);
    expect([isWhole, points.map(({ count }) => count)]).toEqual([false, Array.from({ length: 1000 }, (_, i) => i + 1)]);
  });

  it.each(['a/b', 'series', '..', '%41', 'Zürich'])('is found by the code %j', async (branchCode) => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [{ ...south, branchCode }]);
    const series = await api.get(`/api/branch-series?${new URLSearchParams({ branchCode })}`, branchSeriesSchema);
    expect([series.branchCode, series.points.length]).toEqual([branchCode, 1]);
  });

  it('is not found when no published run has the branch', async () => {
    expect((await api.request('/api/branch-series?branchCode=NOWHERE')).status).toBe(404);
    expect((await api.request('/api/branch-series')).status).toBe(400);
  });
});
