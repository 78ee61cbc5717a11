import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import { runDetailSchema } from '../../../lambdas/core/reports/run.ts';
import { ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start();
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.empty());

const north = { branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', sum: '4.51' };
const unknown = '11111111-1111-4111-8111-111111111111';

const totals = async () => {
  const { items } = await api.get('/api/branches', branchPageSchema);
  return items.map(({ branchCode, count, min, max, sum }) => [branchCode, count, min, max, sum]);
};
const run = (runId: string) => api.get(`/api/runs/${runId}`, runDetailSchema);

async function failed(key: string): Promise<string> {
  const runId = await api.pipeline.record(key, '1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing was claimed');
  await api.database.client.query('update run set attempts_allowed = 1 where run_id = $1', [runId]);
  await api.pipeline.fail(claim);
  return runId;
}

/** As whom these tests sign in. */
const by = { subject: 'subject of Olga Operator', name: 'Olga Operator' };

describe('withdraw and restore', () => {
  it("take a run's figures out of the totals and put them back, and say so in its history", async () => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    await api.pipeline.land('b.csv', ['1'], 'bb', [{ ...north, count: 1, min: '-9.00', max: '-9.00', sum: '-9.00' }]);
    expect(await totals()).toEqual([['NORTH', 4, '-9.00', '5.50', '-4.49']]);

    const withdrawn = await api.post(`/api/runs/${a}/withdraw`, { reason: ' wrong month ' });
    expect(withdrawn.status).toBe(200);
    expect(withdrawn.body).toMatchObject({
      runId: a,
      state: 'SUCCEEDED',
      counts: false,
      withdrawnReason: 'wrong month',
    });
    expect(await totals()).toEqual([['NORTH', 1, '-9.00', '-9.00', '-9.00']]);

    const restored = await api.post(`/api/runs/${a}/restore`, { reason: 'it was right' });
    expect(restored.body).toMatchObject({ counts: true, withdrawnAt: null, withdrawnReason: null });
    expect(await totals()).toEqual([['NORTH', 4, '-9.00', '5.50', '-4.49']]);
    expect((await run(a)).events.slice(-2)).toMatchObject([
      { event: 'withdrawn', detail: { reason: 'wrong month' }, by },
      { event: 'restored', detail: { reason: 'it was right' }, by },
    ]);
  });

  it('are all in the record, each with its time and reason, also after several of them', async () => {
    const a = await api.pipeline.land('often.csv', ['1'], 'often', [
      { branchCode: 'A', count: 1, min: '1.00', max: '1.00', sum: '1.00' },
    ]);
    const acts = ['first', 'second', 'third'].flatMap((reason) => [
      { event: 'withdrawn', detail: { reason } },
      { event: 'restored', detail: { reason: `${reason} was wrong` } },
    ]);
    for (const { event, detail } of acts) {
      const answer = await api.post(`/api/runs/${a}/${event === 'withdrawn' ? 'withdraw' : 'restore'}`, detail);
      expect(answer.status).toBe(200);
    }
    const told = (await run(a)).events.filter(({ event }) => event === 'withdrawn' || event === 'restored');
    expect(told).toMatchObject(acts);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
  });

  it('let the duplicate of a withdrawn run count in its place, which then stands in the way of restoring', async () => {
    const first = await api.pipeline.land('a.csv', ['1'], 'same', [north]);
    const second = await api.pipeline.land('copy.csv', ['1'], 'same', [north]);
    expect(await run(second)).toMatchObject({ state: 'DUPLICATE', duplicateOf: first, rowsRead: null, counts: false });

    await api.post(`/api/runs/${first}/withdraw`, { reason: 'twice' });

    expect(await run(second)).toMatchObject({ state: 'SUCCEEDED', duplicateOf: null, rowsRead: 4, counts: true });
    expect(await totals()).toEqual([['NORTH', 3, '-1.00', '5.50', '4.51']]);
    const refused = await api.post(`/api/runs/${first}/restore`, { reason: 'again' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ type: '/problems/conflict', detail: expect.stringContaining(second) });
    expect(await totals()).toEqual([['NORTH', 3, '-1.00', '5.50', '4.51']]);
  });

  it('answer a repetition as they did the first time, because the first answer may have been lost', async () => {
    const a = await api.pipeline.land('a.csv', ['1'], 'aa', [north]);
    for (const act of ['withdraw', 'restore']) {
      const first = await api.post(`/api/runs/${a}/${act}`, { reason: 'once' });
      const again = await api.post(`/api/runs/${a}/${act}`, { reason: 'once' });
      expect(again.status).toBe(200);
      expect(again.body).toEqual(first.body);
      expect((await api.post(`/api/runs/${a}/${act}`, { reason: 'another' })).status).toBe(409);
    }
    expect((await run(a)).events.filter(({ event }) => event === 'withdrawn')).toHaveLength(1);
  });

  it('refuse a run whose state does not allow it, and say why', async () => {
    const pending = await api.pipeline.record('a.csv', '1');
    for (const act of ['withdraw', 'restore']) {
      const answer = await api.post(`/api/runs/${pending}/${act}`, { reason: 'r' });
      expect(answer.status).toBe(409);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('this one is PENDING') });
    }
  });

  it.each([
    [{}, 'reason'],
    [{ reason: '  ' }, 'reason'],
    [{ reason: 'r'.repeat(1001) }, 'reason'],
    [{ reason: 'a\0b' }, 'reason'],
    [{ reason: 5 }, 'reason'],
    [{ reason: 'r', why: 'r' }, 'why'],
    [[], 'body'],
    ['r', 'body'],
  ])('refuse the body %j, naming %s', async (body, field) => {
    const answer = await api.post(`/api/runs/${unknown}/withdraw`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: '/problems/bad-request', errors: [{ field }] });
  });
});

describe('retry', () => {
  it('opens a failed run again and has it looked after, before and after', async () => {
    const runId = await failed('a.csv');
    const answer = await api.post(`/api/runs/${runId}/retry`, {});
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ state: 'PENDING', attempts: 1, attemptsAllowed: 4, error: null });
    expect(api.watchdog.messages).toEqual([`watch ${runId} in 60 s`, `nudge ${runId}`]);
    expect((await api.pipeline.claim())?.attempt).toBe(2);
  });

  it('needs no body', async () => {
    const runId = await failed('a.csv');
    expect((await api.request(`/api/runs/${runId}/retry`, { method: 'POST' })).status).toBe(200);
  });

  it('leaves the run closed when nobody could be told to look after it', async () => {
    const runId = await failed('a.csv');
    api.watchdog.fails = true;
    expect((await api.post(`/api/runs/${runId}/retry`, {})).status).toBe(500);
    expect(await run(runId)).toMatchObject({ state: 'FAILED' });
  });

  it('counts a duplicate once more only when it is forced to', async () => {
    await api.pipeline.land('a.csv', ['1'], 'same', [north]);
    const copy = await api.pipeline.land('copy.csv', ['1'], 'same', [north]);
    const refused = await api.post(`/api/runs/${copy}/retry`, {});
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('"force": true') });

    expect((await api.post(`/api/runs/${copy}/retry`, { force: true })).status).toBe(200);
    const claim = await api.pipeline.claim();
    if (claim === null) throw new Error('nothing was claimed');
    await api.pipeline.complete(claim, 'same', ['1'], [north]);
    expect(await totals()).toEqual([['NORTH', 6, '-1.00', '5.50', '9.02']]);
  });

  it('refuses a run that is open, and sends no second watchdog after it', async () => {
    const pending = await api.pipeline.record('a.csv', '1');
    expect((await api.post(`/api/runs/${pending}/retry`, {})).status).toBe(409);
    expect(api.watchdog.messages).toEqual([]);
  });

  it('refuses a run of a job type that does not exist', async () => {
    await api.pipeline.call('record_run', {
      ...{ runId: unknown, jobType: 'nothing-known', identity: 'i', lineage: 'l' },
      error: { code: 'unknown-job-type', message: 'There is no such job type.' },
      sources: [],
    });
    const answer = await api.post(`/api/runs/${unknown}/retry`, {});
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('There is no job type "nothing-known"') });
  });
});

it.each(['retry', 'withdraw', 'restore'])('%s does not find a run that does not exist', async (act) => {
  const answer = await api.post(`/api/runs/${unknown}/${act}`, act === 'retry' ? {} : { reason: 'r' });
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ detail: `There is no run ${unknown}.` });
});
