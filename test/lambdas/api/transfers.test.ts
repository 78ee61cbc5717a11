import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rejectedTransferPageSchema, rejectedTransferSchema } from '../../../lambdas/core/balances/rejection.ts';
import { resultFilePageSchema, resultFileSchema } from '../../../lambdas/core/reports/result-files.ts';
import { landDay, recordDay } from '../../balances/landed-day.ts';
import { accountsOf, dayOf } from '../../balances/made-day.ts';
import { type RejectedRow, writeResults } from '../../balances/result-files.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const REASONS = ['unknown-account', 'insufficient-funds', 'insufficient-funds', 'same-account', 'insufficient-funds'];
const ROWS: readonly RejectedRow[] = REASONS.map((reason, index) => ({ line: 2 + 3 * index, reason }));

/** Lands a day with these rejected transfers, whose files are stored as well. */
async function land(batch: string, rows: readonly RejectedRow[] = ROWS): Promise<string> {
  const rejections: Record<string, number> = {};
  for (const { reason } of rows) rejections[reason] = (rejections[reason] ?? 0) + 1;
  const unknown = rejections['unknown-account'] ?? 0;
  const [first, ...others] = accountsOf(['1', '2']);
  if (first === undefined) throw new Error('there are two accounts');
  const day = dayOf([{ ...first, rejected: rows.length - unknown }, ...others]);
  const { runId } = await landDay(api.pipeline, batch, { ...day, rejections });
  writeResults(api.results, runId, rows);
  return runId;
}
const resultsOfAccounts = z.object({ run: z.object({ rejected: z.number() }) });
const listed = (query = '') => api.get(`/api/transfers/rejected${query}`, rejectedTransferPageSchema);
const linesOf = (pages: readonly (readonly { line: number }[])[]): number[] => pages.flat().map(({ line }) => line);
const pagesOf = (parameters: Record<string, string>) =>
  allPages(api, '/api/transfers/rejected', rejectedTransferSchema, parameters);

describe('rejected transfers', () => {
  it('are told by reason, with the values of the file', async () => {
    const odd = { date: '2021-11-29T05:47:26', from: 'a,"b"', amount: '+1.50', to: 'c\r\nd' };
    const runId = await land('may', [{ line: 7, reason: 'unknown-account', ...odd }, ...ROWS]);
    const page = await listed();
    expect(page.run).toMatchObject({ runId, batch: 'may', rejected: 6 });
    expect(page.reasons).toEqual([
      { reason: 'unknown-account', count: 2 },
      { reason: 'same-account', count: 1 },
      { reason: 'insufficient-funds', count: 3 },
    ]);
    expect(page.items[0]).toEqual({
      ...{ line: 7, reason: 'unknown-account', date: '2021-11-29T05:47:26' },
      ...{ fromAccountNumber: 'a,"b"', transferAmount: '+1.50', toAccountNumber: 'c\r\nd' },
    });
    expect(page.items).toHaveLength(6);
    expect(page.nextCursor).toBe(null);
  });

  it.each(['1', '2', '3', '100'])('are whole and in order in pages of %s, with a reason and without', async (limit) => {
    await land('may');
    expect(linesOf(await pagesOf({ limit }))).toEqual([2, 5, 8, 11, 14]);
    expect(linesOf(await pagesOf({ limit, reason: 'insufficient-funds' }))).toEqual([5, 8, 14]);
    expect(linesOf(await pagesOf({ limit, reason: 'different-countries' }))).toEqual([]);
  });

  it('of a reason are looked for only in parts that have it', async () => {
    await land('may');
    api.results.reads.length = 0;
    expect((await listed('?reason=same-account')).items).toHaveLength(1);
    expect(api.results.reads.map((key) => key.split('/').at(-1))).toEqual(['index.json', 'part-00001.csv.gz']);
  });

  it('are none on a day on which all were applied, and where no run counts', async () => {
    expect(await listed()).toEqual({ run: null, reasons: [], items: [], nextCursor: null });
    await land('may', []);
    expect(await listed()).toMatchObject({ run: { batch: 'may' }, reasons: [], items: [], nextCursor: null });
  });

  it('stay those of one run from page to page, though another one is published meanwhile', async () => {
    await land('may');
    const { nextCursor } = await listed('?limit=3');
    const june = await land('june', []);
    const second = await listed(`?cursor=${nextCursor}`);
    expect(second).toMatchObject({ run: { batch: 'may' }, nextCursor: null });
    expect(linesOf([second.items])).toEqual([11, 14]);
    expect((await listed()).run?.runId).toBe(june);
  });

  it('are gone with their files, and counted nevertheless', async () => {
    const runId = await land('may');
    api.results.objects.delete(`results/${runId}/1/rejected/part-00001.csv.gz`);
    expect(await api.request('/api/transfers/rejected?limit=2')).toMatchObject({ status: 410 });
    expect((await api.request('/api/transfers/rejected?limit=1')).status).toBe(200);
    expect((await api.get('/api/accounts', resultsOfAccounts)).run).toEqual({ rejected: 5 });
  });

  it('are not those of a run that has published none, nor of a reason that there is not', async () => {
    const waiting = await recordDay(api.pipeline, 'may');
    expect(await api.request(`/api/transfers/rejected?runId=${waiting}`)).toMatchObject({ status: 404 });
    expect(await api.request('/api/transfers/rejected?reason=weather')).toMatchObject({ status: 400 });
  });
});

describe('the files of results', () => {
  const filesOf = (runId: string, query = '') => api.get(`/api/runs/${runId}/results${query}`, resultFilePageSchema);

  it('are listed with addresses, page by page and by kind', async () => {
    const runId = await land('may');
    const { items } = await filesOf(runId);
    expect(items.map(({ kind, rows, firstRow }) => [kind, rows, firstRow])).toEqual([
      ['balances-csv', 0, 0],
      ['balances-parquet', 0, 0],
      ['rejected-transfers', 2, 0],
      ['rejected-transfers', 2, 2],
      ['rejected-transfers', 1, 4],
    ]);
    expect(items[2]).toMatchObject({
      name: `${runId}-rejected-part-00000.csv.gz`,
      url: `https://results.test/results/${runId}/1/rejected/part-00000.csv.gz?as=${runId}-rejected-part-00000.csv.gz`,
    });
    const pages = await allPages(api, `/api/runs/${runId}/results?limit=2`, resultFileSchema);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(items);
    expect((await filesOf(runId, '?kind=balances-parquet')).items).toEqual([items[1]]);
  });

  it('are those of the other run, where one counts in its place', async () => {
    const day = dayOf(accountsOf(['1']));
    const first = await landDay(api.pipeline, 'may', day, { content: 'same' });
    const repeat = await landDay(api.pipeline, 'june', day, { content: 'same' });
    writeResults(api.results, first.runId);
    expect((await filesOf(repeat.runId)).items).toEqual([]);
    await api.pipeline.call('withdraw_run', first.runId, 'a test');
    const urls = (await filesOf(repeat.runId)).items.map(({ url }) => url.split('?')[0]);
    expect(urls).toContain(`https://results.test/results/${first.runId}/1/balances-00000.csv`);
  });

  it('are none before they are published and of a job type without any, and unknown of an unknown run', async () => {
    const waiting = await recordDay(api.pipeline, 'may');
    const other = await api.pipeline.land('a.csv', ['1'], 'a', []);
    for (const runId of [waiting, other]) expect((await filesOf(runId)).items).toEqual([]);
    expect((await api.request('/api/runs/00000000-0000-4000-8000-000000000000/results')).status).toBe(404);
  });

  it('are gone where they have expired', async () => {
    const runId = await land('may');
    api.results.objects.clear();
    expect(await api.request(`/api/runs/${runId}/results`)).toMatchObject({
      status: 410,
      body: { detail: expect.stringContaining('the figures remain') },
    });
  });
});
