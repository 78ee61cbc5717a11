import { beforeEach, describe, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import { branchDetailSchema } from '../../../lambdas/core/reports/branch-detail.ts';
import { runDetailSchema } from '../../../lambdas/core/reports/run.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
let target: string;
let other: string;

const figures = (branchCode: string, count: number, amount: string, sum: string) => [
  { branchCode, count, min: amount, max: amount, sum },
];

async function land(key: string, rowsQuarantined: number): Promise<string> {
  const runId = await api.pipeline.record(key, 'v1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing to claim');
  await api.pipeline.identify(claim, key, ['v1']);
  await api.pipeline.stage(claim, figures('NORTH', 10, '1.00', '10.00'));
  await api.pipeline.publish(claim, figures('NORTH', 10, '1.00', '10.00'), rowsQuarantined);
  return runId;
}

withApi((started) => {
  api = started;
});
beforeEach(async () => {
  target = await land('a.csv', 4);
  other = await land('b.csv', 1);
});

const correct = async (lines: number[], branchCode = 'SOUTH', name = 'c.csv'): Promise<string> => {
  const sum = `${5 * lines.length}.00`;
  const { runId } = await api.pipeline.correct(
    target,
    name,
    ['v1'],
    lines,
    figures(branchCode, lines.length, '5.00', sum),
  );
  return runId;
};

const branches = async (query = '') => {
  const { items, summary } = await api.get(`/api/branches${query}`, branchPageSchema);
  return { figures: items.map(({ branchCode, count, sum }) => `${branchCode} ${count} ${sum}`), summary };
};

describe('a corrected run', () => {
  it('tells how many of its rows were put right and by which runs', async () => {
    const first = await correct([3, 5]);
    const second = await correct([7], 'NORTH', 'd.csv');
    await api.pipeline.call('withdraw_run', second, 'wrong');
    const run = await api.get(`/api/runs/${target}`, runDetailSchema);
    expect(run).toMatchObject({
      ...{
        corrects: null,
        rowsRead: 14,
        rowsCounted: 10,
        rowsQuarantined: 4,
        rowsCorrected: 2,
        rowsStillQuarantined: 2,
      },
      corrections: [
        { runId: second, key: 'd.csv', state: 'SUCCEEDED', counts: false, stands: false, rowsCounted: 1 },
        { runId: first, key: 'c.csv', state: 'SUCCEEDED', counts: true, stands: true, rowsCounted: 2, error: null },
      ],
    });
    expect(run.corrections[0]?.withdrawnAt).not.toBeNull();
    expect(await api.get(`/api/runs/${first}`, runDetailSchema)).toMatchObject({ corrects: target, corrections: [] });
  });

  it('shows a correction that was refused, and why', async () => {
    const open = await api.pipeline.record('e.csv', 'v1');
    await api.pipeline.record('f.csv', 'v1', undefined, open);
    const run = await api.get(`/api/runs/${open}`, runDetailSchema);
    expect(run.corrections).toMatchObject([{ state: 'REJECTED', error: { code: 'corrects-unpublished' } }]);
  });
});

describe('figures per branch', () => {
  it('of all files hold corrected rows, and none of them is read twice', async () => {
    await correct([3, 5]);
    expect(await branches()).toMatchObject({
      figures: ['NORTH 20 20.00', 'SOUTH 2 10.00'],
      summary: {
        ...{ runs: 2, corrections: 1, rowsRead: 25, rowsCounted: 20, rowsQuarantined: 5 },
        ...{ rowsCorrected: 2, rowsStillQuarantined: 3, sum: '30.00' },
      },
    });
  });

  it('of one file are those of the file with its corrections that stand', async () => {
    const kept = await correct([3, 5]);
    const withdrawn = await correct([7], 'NORTH', 'd.csv');
    await api.pipeline.call('withdraw_run', withdrawn, 'wrong');
    const ofTarget = {
      figures: ['NORTH 10 10.00', 'SOUTH 2 10.00'],
      summary: { runs: 1, corrections: 1, rowsRead: 14, rowsCounted: 10, rowsCorrected: 2, rowsStillQuarantined: 2 },
    };
    expect(await branches(`?runId=${target}`)).toMatchObject(ofTarget);
    expect(await branches(`?runId=${target}&runId=${kept}`)).toMatchObject(ofTarget);
    expect(await branches(`?runId=${target}&sort=sum`)).toMatchObject(ofTarget);
    expect(await branches(`?runId=${other}`)).toMatchObject({
      figures: ['NORTH 10 10.00'],
      summary: { corrections: 0 },
    });
    expect(await branches(`?runId=${kept}`)).toMatchObject({
      figures: ['SOUTH 2 10.00'],
      summary: { runs: 1, corrections: 0, rowsRead: 2, rowsCounted: 2, rowsCorrected: 0 },
    });
    await api.pipeline.call('withdraw_run', target, 'whole file');
    expect(await branches(`?runId=${target}`)).toMatchObject(ofTarget);
    expect(await branches()).toMatchObject({
      figures: ['NORTH 10 10.00'],
      summary: { corrections: 0, rowsCorrected: 0 },
    });
    const csv = await (await api.api.request(`/api/branches.csv?runId=${target}`)).text();
    expect(csv.split('\r\n').slice(1, -1)).toEqual([
      'NORTH,10,1.00,1.00,1.0000,10.00',
      'SOUTH,2,5.00,5.00,5.0000,10.00',
    ]);
  });

  it('of files that landed on some days hold their corrections, whenever those landed', async () => {
    const correction = await correct([3, 5]);
    const landOn = (runId: string, day: string) =>
      api.pipeline.rows('update run_source set landed_at = $2 where run_id = $1', runId, `${day}T12:00:00Z`);
    await landOn(target, '2026-03-01');
    await landOn(other, '2026-03-02');
    await landOn(correction, '2026-03-02');
    expect(await branches('?landedFrom=2026-03-01&landedTo=2026-03-01')).toMatchObject({
      figures: ['NORTH 10 10.00', 'SOUTH 2 10.00'],
      summary: { runs: 1, corrections: 1, rowsRead: 14, rowsCorrected: 2 },
    });
    expect(await branches('?landedFrom=2026-03-02')).toMatchObject({
      figures: ['NORTH 10 10.00'],
      summary: { runs: 1, corrections: 0, rowsRead: 11, rowsCorrected: 0 },
    });
  });

  it('of one branch tell which of its runs are corrections', async () => {
    const correction = await correct([3, 5]);
    const { runs } = await api.get('/api/branches/SOUTH', branchDetailSchema);
    expect(runs).toMatchObject([{ runId: correction, corrects: target, counts: true }]);
  });
});
