import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { figuresDigest } from '../../../lambdas/core/receipts/figures-digest.ts';
import { receiptSchema, runFiguresPageSchema, runFiguresSchema } from '../../../lambdas/core/receipts/receipt.ts';
import { runDetailSchema } from '../../../lambdas/core/reports/run.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});
beforeEach(() => {
  api.landed.buckets.clear();
  api.landed.before = () => undefined;
});

const figures = [
  { branchCode: 'NÖRTH, "1"\n\u007f😀', count: 2, min: '-1.00', max: '5.00', sum: '4.00' },
  { branchCode: 'A', count: 1, min: '0.10', max: '0.10', sum: '0.10' },
  { branchCode: 'ﬀ', count: 3, min: '1.00', max: '1.00', sum: '3.00' },
];
const inOrder = [...figures].sort((one, other) =>
  Buffer.compare(Buffer.from(one.branchCode), Buffer.from(other.branchCode)),
);

const land = (key: string, content = key, versions = ['v1']) => {
  api.landed.put('landing', key, 'content', undefined, versions[0]);
  return api.pipeline.land(key, versions, content, figures);
};
const receiptOf = (runId: string) => api.get(`/api/runs/${runId}/receipt`, receiptSchema);

describe('the receipt of a published run', () => {
  it('says which file, which rows and which figures, and that they count', async () => {
    const runId = await land('a.csv');
    const { receipt, standing } = await receiptOf(runId);
    expect(receipt).toMatchObject({
      ...{ format: 1, runId, jobType: 'branch-stats', attempt: 1, state: 'SUCCEEDED', corrects: null, error: null },
      sources: [
        {
          role: 'transactions',
          bucket: 'landing',
          key: 'a.csv',
          versionId: 'v1',
          size: 10,
          checksum: 'CRC64NVME:a.csv',
        },
      ],
      ...{ rowsRead: 7, rowsCounted: 6, rowsQuarantined: 1 },
      quarantined: [{ reason: 'bad-decimal', column: 'amount', count: 1 }],
      figures: { branches: 3, count: 6, min: '-1.00', max: '5.00', sum: '7.10', sha256: figuresDigest(inOrder) },
    });
    expect(standing).toEqual({
      ...{ counts: true, supersededBy: null, duplicateOf: null, withdrawnAt: null, withdrawnReason: null },
      ...{ rowsCorrected: 0, rowsStillQuarantined: 1, sourcesGone: [] },
    });
  });

  it('can be checked by anybody, with the line of Python that the documentation gives', async () => {
    const answer = await api.request(`/api/runs/${await land('a "b" ü😀\u007f.csv')}/receipt`);
    const [, line] =
      /python3 -c '([^']+)'/.exec(readFileSync(join(import.meta.dirname, '../../../docs/analyst.md'), 'utf8')) ?? [];
    const check = (body: unknown) =>
      execFileSync('python3', ['-c', line ?? ''], { input: JSON.stringify(body), encoding: 'utf8' }).trim();
    expect(check(answer.body)).toBe('the receipt is whole');
    const body = receiptSchema.parse(answer.body);
    expect(check({ ...body, receipt: { ...body.receipt, rowsRead: 8 } })).toBe(
      'the receipt is not whole: it was changed',
    );
  });

  it('stays the same whatever becomes of the run and of its figures in the database', async () => {
    const runId = await land('a.csv');
    const before = await receiptOf(runId);
    await api.pipeline.call('withdraw_run', runId, 'wrong month');
    const withdrawn = await receiptOf(runId);
    expect(withdrawn.standing).toMatchObject({ counts: false, withdrawnReason: 'wrong month' });
    await api.pipeline.call('restore_run', runId, 'right after all');
    const newer = await land('a.csv', 'other bytes', ['v2', 'v1']);
    await api.pipeline.rows('update branch_stats_figure set max = 9.00 where run_id = $1 and count = 3', runId);
    const superseded = await receiptOf(runId);
    expect(superseded.standing).toMatchObject({ counts: false, supersededBy: newer });
    for (const after of [withdrawn, superseded]) {
      expect({ receipt: after.receipt, sha256: after.sha256 }).toEqual({
        receipt: before.receipt,
        sha256: before.sha256,
      });
    }
  });

  it('has a tag, so that who has it need not get it again', async () => {
    const path = `/api/runs/${await land('a.csv')}/receipt`;
    const etag = (await api.request(path)).headers.get('etag') ?? '';
    expect((await api.request(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('is pinned by the figures that are given page by page', async () => {
    const runId = await land('a.csv');
    const pages = await allPages(api, `/api/runs/${runId}/figures`, runFiguresSchema, { limit: '2' });
    expect(pages).toEqual([inOrder.slice(0, 2), inOrder.slice(2)]);
  });
});

describe('the receipt of another run', () => {
  it('that was rejected has its error and no figures', async () => {
    const runId = await api.pipeline.record('bad.csv', 'v1');
    const claim = await api.pipeline.claim();
    if (claim === null) throw new Error('nothing to claim');
    await api.pipeline.reject(claim);
    const { receipt, standing } = await receiptOf(runId);
    expect(receipt).toMatchObject({
      state: 'REJECTED',
      figures: null,
      rowsRead: null,
      quarantined: [],
      error: { code: 'wrong-header' },
    });
    expect(standing.counts).toBe(false);
    expect(await api.get(`/api/runs/${runId}/figures`, runFiguresPageSchema)).toEqual({ items: [], nextCursor: null });
  });

  it('that repeats another names it, and has figures of its own once it counts instead', async () => {
    const first = await land('a.csv', 'same');
    const second = await land('b.csv', 'same');
    const duplicate = await receiptOf(second);
    expect(duplicate).toMatchObject({
      receipt: { state: 'DUPLICATE', figures: null },
      standing: { duplicateOf: first },
    });
    await api.pipeline.call('withdraw_run', first, 'to see');
    const promoted = await receiptOf(second);
    expect(promoted).toMatchObject({ receipt: { state: 'SUCCEEDED' }, standing: { counts: true, duplicateOf: null } });
    expect(promoted.receipt.figures).toEqual((await receiptOf(first)).receipt.figures);
  });

  it('that is open is refused until it is closed', async () => {
    const runId = await api.pipeline.record('a.csv', 'v1');
    const answer = await api.request(`/api/runs/${runId}/receipt`);
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    expect(JSON.stringify(answer.body)).toContain('not closed yet (it is PENDING)');
  });

  it('that does not exist is not found', async () => {
    const answer = await api.request('/api/runs/00000000-0000-8000-8000-000000000000/receipt');
    expect(answer.status).toBe(404);
  });
});

describe('a source that is gone', () => {
  it('is noted once, when a receipt is asked for, and changes neither figures nor hash', async () => {
    const runId = await land('a.csv');
    const before = await receiptOf(runId);
    api.landed.buckets.clear();
    const after = await receiptOf(runId);
    expect(after.standing.sourcesGone).toMatchObject([{ position: 0 }]);
    expect(after.standing.counts).toBe(true);
    expect(after.sha256).toBe(before.sha256);
    const calls = api.landed.calls.length;
    expect(await receiptOf(runId)).toEqual(after);
    expect(api.landed.calls.length).toBe(calls);
    const run = await api.get(`/api/runs/${runId}`, runDetailSchema);
    expect(run.sources[0]?.goneAt).toBe(after.standing.sourcesGone[0]?.goneAt);
    expect(run.events.filter(({ event }) => event === 'source-gone')).toHaveLength(1);
  });

  it('is not said to be gone because S3 does not answer', async () => {
    const runId = await land('a.csv');
    api.landed.before = () => {
      throw new Error('Access Denied');
    };
    expect((await receiptOf(runId)).standing.sourcesGone).toEqual([]);
    expect(api.unexpected).toMatchObject([{ message: 'Access Denied' }]);
  });
});
