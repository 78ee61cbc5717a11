import { describe, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const north = { branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', sum: '4.51' };
const south = { branchCode: 'SOUTH', count: 1, min: '2.00', max: '2.00', sum: '2.00' };

describe('the list of branches', () => {
  it('is empty, with a summary of zeros, before any run has been published', async () => {
    expect((await api.request('/api/branches')).body).toEqual({
      items: [],
      nextCursor: null,
      summary: {
        runs: 0,
        rowsRead: 0,
        rowsCounted: 0,
        rowsQuarantined: 0,
        rowsCorrected: 0,
        rowsStillQuarantined: 0,
        corrections: 0,
        branches: 0,
        matching: 0,
        sum: '0.00',
        min: null,
        max: null,
        currency: 'USD',
      },
    });
  });

  it('merges the figures of all runs that count, exactly', async () => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [north, south]);
    await api.pipeline.land('b.csv', ['1'], 'bb', [{ ...north, count: 1, min: '5.60', max: '5.60', sum: '5.60' }]);

    expect((await api.request('/api/branches')).body).toEqual({
      items: [
        { branchCode: 'NORTH', count: 4, min: '-1.00', max: '5.60', average: '2.5275', sum: '10.11' },
        { branchCode: 'SOUTH', count: 1, min: '2.00', max: '2.00', average: '2.0000', sum: '2.00' },
      ],
      nextCursor: null,
      summary: {
        runs: 2,
        rowsRead: 7,
        rowsCounted: 5,
        rowsQuarantined: 2,
        rowsCorrected: 0,
        rowsStillQuarantined: 2,
        corrections: 0,
        branches: 2,
        matching: 2,
        sum: '12.11',
        min: '-1.00',
        max: '5.60',
        currency: 'USD',
      },
    });
  });

  it('merges the named runs only, whether they count or not', async () => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    const b = await api.pipeline.land('b.csv', ['1'], 'bb', [north, south]);
    await api.pipeline.land('c.csv', ['1'], 'cc', [south]);
    await api.post(`/api/runs/${a}/withdraw`, { reason: 'wrong file' });

    const page = await api.get(`/api/branches?runId=${a}&runId=${b}&runId=${a.toUpperCase()}`, branchPageSchema);

    expect(page.items.map(({ branchCode, count, sum }) => [branchCode, count, sum])).toEqual([
      ['NORTH', 6, '9.02'],
      ['SOUTH', 1, '2.00'],
    ]);
    expect(page.summary).toMatchObject({
      runs: 2,
      rowsCounted: 7,
      branches: 2,
      sum: '11.02',
      min: '-1.00',
      max: '5.50',
    });
  });

  it('has the summary on the first page only', async () => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [north, south]);
    const first = await api.get('/api/branches?limit=1', branchPageSchema);
    const second = await api.get(`/api/branches?limit=1&cursor=${first.nextCursor}`, branchPageSchema);
    expect(first.summary).toMatchObject({ branches: 2 });
    expect(second).toMatchObject({ items: [{ branchCode: 'SOUTH' }], nextCursor: null, summary: null });
  });

  it('keeps its headline right when files replace one another, leave and come back', async () => {
    const headline = async () => (await api.get('/api/branches?limit=1', branchPageSchema)).summary;
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north, south]);
    await api.pipeline.land('b.csv', ['1'], 'bb', [{ ...south, min: '9.00', max: '9.00', sum: '9.00' }]);
    await api.post(`/api/runs/${a}/withdraw`, { reason: 'wrong file' });
    expect(await headline()).toMatchObject({ runs: 1, branches: 1, sum: '9.00', min: '9.00', max: '9.00' });
    await api.post(`/api/runs/${a}/restore`, { reason: 'right after all' });
    expect(await headline()).toMatchObject({ runs: 2, branches: 2, sum: '15.51', min: '-1.00', max: '9.00' });
    await api.pipeline.land('b.csv', ['2', '1'], 'b2', [{ ...north, branchCode: 'WEST' }]);
    expect(await headline()).toMatchObject({ runs: 2, branches: 3, sum: '11.02', min: '-1.00', max: '5.50' });
  });

  it('sorts averages by their exact values, not by what they are rounded to', async () => {
    // A third of a millionth of a cent does not show in four decimals, but it is there.
    const rows = 3_000_000;
    const figures = [1, 0, 2].map((cents, place) => ({
      branchCode: `B${place}`,
      count: rows,
      min: '0.00',
      max: '9.00',
      sum: `1.0${cents}`,
    }));
    await api.pipeline.land('a.csv', ['1'], 'aa', figures);
    for (const [order, codes] of [
      ['asc', ['B1', 'B0', 'B2']],
      ['desc', ['B2', 'B0', 'B1']],
    ] as const) {
      const page = await api.get(`/api/branches?sort=average&order=${order}`, branchPageSchema);
      expect(page.items.map(({ branchCode }) => branchCode)).toEqual(codes);
      expect(new Set(page.items.map(({ average }) => average)).size).toBe(1);
    }
  });

  it('says which of the named runs does not exist', async () => {
    const unknown = '11111111-1111-4111-8111-111111111111';
    const answer = await api.request(`/api/branches?runId=${unknown}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ type: '/problems/not-found', detail: `There is no run ${unknown}.` });
  });

  it('has no figures of a run that was not published', async () => {
    const pending = await api.pipeline.record('a.csv', '1');
    const page = await api.get(`/api/branches?runId=${pending}`, branchPageSchema);
    expect(page).toMatchObject({ items: [], summary: { runs: 0, branches: 0 } });
  });

  it.each([
    ['or', ['NORTH']],
    ['%', ['100%']],
    ['_', ['A_B']],
    ['Ü', ['zürich']],
    ['\\', ['back\\slash']],
    ["'", ["o'hare"]],
  ])('finds %j as a substring, upper and lower case alike and without wildcards', async (search, found) => {
    const codes = ['NORTH', '100%', 'A_B', 'zürich', 'back\\slash', "o'hare", 'AXB'];
    const figures = codes.map((branchCode) => ({ ...south, branchCode }));
    await api.pipeline.land('a.csv', ['1'], 'aa', figures);

    const page = await api.get(`/api/branches?q=${encodeURIComponent(search)}`, branchPageSchema);

    expect(page.items.map(({ branchCode }) => branchCode)).toEqual(found);
    expect(page.summary).toMatchObject({ branches: codes.length, matching: found.length });
  });
});

describe('a jump in a list', () => {
  const codes = Array.from({ length: 30 }, (_, place) => `B${String(place).padStart(2, '0')}`);
  const ofA = codes.filter((_, place) => place % 3 !== 1).map((branchCode) => ({ ...south, branchCode }));
  const ofB = codes.filter((_, place) => place % 3 !== 2).map((branchCode) => ({ ...south, branchCode }));

  it.each(['all that count', 'several runs', 'a search'])('leaves out as many as are skipped: %s', async (scope) => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', ofA);
    const b = await api.pipeline.land('b.csv', ['1'], 'bb', ofB);
    const path = { 'several runs': `&runId=${a}&runId=${b}`, 'a search': '&q=b' }[scope] ?? '';
    for (const [order, expected] of [
      ['asc', codes],
      ['desc', codes.toReversed()],
    ] as const) {
      const view = `/api/branches?order=${order}&limit=7${path}`;
      const first = await api.get(`${view}&skip=4`, branchPageSchema);
      const second = await api.get(`${view}&cursor=${first.nextCursor}&skip=10`, branchPageSchema);
      const beyond = await api.get(`${view}&skip=30`, branchPageSchema);
      expect(first.items.map(({ branchCode }) => branchCode)).toEqual(expected.slice(4, 11));
      expect(first.summary).toMatchObject({ branches: 30, matching: 30 });
      expect(second.items.map(({ branchCode }) => branchCode)).toEqual(expected.slice(21, 28));
      expect(beyond).toMatchObject({ items: [], nextCursor: null });
    }
  });
});

describe('the branches of a range of days', () => {
  const days = async (query: string) => {
    const page = await api.get(`/api/branches?${query}`, branchPageSchema);
    return [page.summary?.runs, page.items.map(({ sum }) => sum)];
  };
  const landAt = async (key: string, landedAt: string) => {
    const runId = await api.pipeline.land(key, ['1'], key, [south]);
    await api.database.client.query('update run_source set landed_at = $2 where run_id = $1', [runId, landedAt]);
    return runId;
  };

  it('are those of the files that landed from the first moment to the last, in UTC', async () => {
    await landAt('a', '2026-03-01T23:59:59.999999Z');
    await landAt('b', '2026-03-02T00:00:00Z');
    await landAt('c', '2026-03-03T23:59:59.999999Z');
    await landAt('d', '2026-03-04T00:00:00Z');
    expect(await days('landedFrom=2026-03-02&landedTo=2026-03-03')).toEqual([2, ['4.00']]);
    expect(await days('landedFrom=2026-03-02')).toEqual([3, ['6.00']]);
    expect(await days('landedTo=2026-03-01')).toEqual([1, ['2.00']]);
    expect(await days('landedTo=9999-12-31')).toEqual([4, ['8.00']]);
    expect(await days('landedFrom=0001-01-01&landedTo=2026-02-28')).toEqual([0, []]);
  });

  it('leave out what does not count', async () => {
    const a = await landAt('a', '2026-03-02T00:00:00Z');
    await landAt('b', '2026-03-02T00:00:00Z');
    await api.post(`/api/runs/${a}/withdraw`, { reason: 'wrong file' });
    expect(await days('landedFrom=2026-03-02&landedTo=2026-03-02')).toEqual([1, ['2.00']]);
  });
});
