import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectPageSchema, rejectSchema } from '../../../lambdas/core/reports/reject.ts';
import { mostRowsRead } from '../../../lambdas/core/reports/reject-reports.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { type BadRow, writeQuarantine } from './quarantine-files.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const row = (line: number, raw: string): BadRow => ({
  line,
  offset: line * 10,
  length: 10,
  reason: 'bad-decimal',
  column: 'amount',
  raw,
});

/** A rejected run with these quarantined rows. */
async function runWith(rows: readonly BadRow[], partRows: number): Promise<string> {
  const runId = await api.pipeline.record(`${Math.random()}.csv`, '1');
  const claim = await api.pipeline.claim();
  if (claim?.runId !== runId) throw new Error('another run was claimed');
  const summary = {
    ...{ rowsRead: rows.length, rowsCounted: 0, rowsQuarantined: rows.length },
    quarantinePrefix: writeQuarantine(api.results, runId, rows, partRows),
  };
  const error = { code: 'too-many-bad-rows', message: 'All rows are bad.' };
  await api.pipeline.call('reject_run', runId, claim.workerId, claim.attempt, summary, error);
  return runId;
}

const firstPage = (runId: string) => api.get(`/api/runs/${runId}/rejects`, rejectPageSchema);

describe('quarantined rows', () => {
  it('come as they were, once each, in order, across the borders of parts and pages', async () => {
    const raw = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('', '"', '""', 'a\r', '\r\n', '\n', ',', 'a,"b"\n', '\\xff', 'ü'.repeat(700)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(raw, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (raws, partRows, limit) => {
          await api.empty();
          const rows = raws.map((text, place) => row(place + 2, text));
          const runId = await runWith(rows, partRows);
          const pages = await allPages(api, `/api/runs/${runId}/rejects`, rejectSchema, { limit: String(limit) });
          expect(pages.flat()).toEqual(rows.map((bad) => ({ ...bad, rawTruncated: false })));
          expect(pages).toHaveLength(Math.ceil(rows.length / limit));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('are read only from the parts that a page reaches', async () => {
    const runId = await runWith(
      Array.from({ length: 9 }, (_, place) => row(place, 'x')),
      3,
    );
    const first = await api.get(`/api/runs/${runId}/rejects?limit=4`, rejectPageSchema);
    api.results.reads.length = 0;
    await api.get(`/api/runs/${runId}/rejects?limit=2&cursor=${first.nextCursor}`, rejectPageSchema);
    expect(api.results.reads.map((key) => key.split('/').at(-1))).toEqual(['index.json', 'part-00001.csv.gz']);
  });

  it.each([
    ['a'.repeat(4096), 4096, false],
    ['a'.repeat(4097), 4096, true],
    [`${'a'.repeat(4095)}ü`, 4095, true],
    [`${'a'.repeat(4093)}😀`, 4093, true],
    [`${'a'.repeat(4092)}😀`, 4096, false],
    ['ü'.repeat(3000), 4096, true],
  ])('are cut at 4 KiB, between characters (case %#)', async (raw, bytes, rawTruncated) => {
    const [item] = (await firstPage(await runWith([row(2, raw)], 1))).items;
    expect(item).toMatchObject({ rawTruncated });
    expect(Buffer.byteLength(item?.raw ?? '')).toBe(bytes);
    expect(raw.startsWith(item?.raw ?? 'nothing')).toBe(true);
  });

  it('fill pages that stay under the size of an answer, and none is lost', async () => {
    const rows = Array.from({ length: 400 }, (_, place) => row(place, '\u0001'.repeat(4000)));
    const runId = await runWith(rows, 150);
    const pages = await allPages(api, `/api/runs/${runId}/rejects`, rejectSchema, { limit: '1000' });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.every((page) => JSON.stringify(page).length < 5_000_000)).toBe(true);
    expect(pages.flat().map(({ line }) => line)).toEqual(rows.map(({ line }) => line));
  });

  describe('of one reason or column', () => {
    const of = (line: number, reason: string, column: string): BadRow => ({ ...row(line, 'x'), reason, column });

    it('come alone, once each, in order, whatever the size of a page', async () => {
      const rows = Array.from({ length: 20 }, (_, place) =>
        of(
          place + 2,
          place % 3 === 0 ? 'field-count' : 'missing',
          place % 3 === 0 ? '' : place % 2 ? 'amount' : 'branch',
        ),
      );
      const runId = await runWith(rows, 6);
      const listed = async (query: string, limit: number) => {
        const pages = await allPages(api, `/api/runs/${runId}/rejects?${query}`, rejectSchema, {
          limit: String(limit),
        });
        return pages.flat().map(({ line }) => line);
      };
      const expected = (wanted: (bad: BadRow) => boolean) => rows.filter(wanted).map(({ line }) => line);
      for (const limit of [1, 3, 100]) {
        expect(await listed('reason=field-count', limit)).toEqual(expected((bad) => bad.reason === 'field-count'));
        expect(await listed('column=', limit)).toEqual(expected((bad) => bad.column === ''));
        expect(await listed('reason=missing&column=amount', limit)).toEqual(expected((bad) => bad.column === 'amount'));
        expect(await listed('reason=bad-date', limit)).toEqual([]);
      }
    });

    it('are looked for in a bounded number of rows a page, behind which the next page goes on', async () => {
      const rows = Array.from({ length: mostRowsRead + 10 }, (_, place) =>
        of(place + 2, place === mostRowsRead + 5 ? 'rare' : 'usual', ''),
      );
      const runId = await runWith(rows, 10_000);
      const pages = await allPages(api, `/api/runs/${runId}/rejects?reason=rare`, rejectSchema);
      expect(pages.map((page) => page.map(({ line }) => line))).toEqual([[], [mostRowsRead + 7]]);
    });

    it('do not follow a cursor of all rows', async () => {
      const runId = await runWith([row(2, 'x'), row(3, 'y')], 1);
      const { nextCursor } = await api.get(`/api/runs/${runId}/rejects?limit=1`, rejectPageSchema);
      const answer = await api.request(`/api/runs/${runId}/rejects?reason=bad-decimal&cursor=${nextCursor}`);
      expect(answer.status).toBe(400);
    });
  });

  it('are none in a run without any, whose results are not even looked for', async () => {
    const runId = await api.pipeline.record('a.csv', '1');
    expect(await firstPage(runId)).toEqual({ items: [], nextCursor: null });
    expect(api.results.reads).toEqual([]);
  });

  it('are none while a retry is open', async () => {
    const runId = await runWith([row(2, 'x')], 1);
    await api.post(`/api/runs/${runId}/retry`, {});
    expect(await firstPage(runId)).toEqual({ items: [], nextCursor: null });
  });

  it.each(['index.json', 'part-00001.csv.gz'])('are gone when %s is not there any more', async (file) => {
    const runId = await runWith([row(2, 'x'), row(3, 'y')], 1);
    api.results.objects.delete(`quarantine/${runId}/1/${file}`);
    const answer = await api.request(`/api/runs/${runId}/rejects`);
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({
      type: '/problems/gone',
      detail: expect.stringContaining('2 rows were quarantined'),
    });
  });

  it.each([
    ['is no gzip', Buffer.from('line,offset')],
    ['has another header', gzipSync('a,b\n1,2\n')],
    ['ends within quotes', gzipSync('line,offset,length,reason,column,raw\n1,2,3,r,c,"x')],
    ['is torn', gzipSync('line,offset,length,reason,column,raw\n1,2,3,r,c,x\n').subarray(0, 30)],
  ])('are an unexpected problem, and logged, when their file %s', async (_what, bytes) => {
    const runId = await runWith([row(2, 'x')], 1);
    api.results.objects.set(`quarantine/${runId}/1/part-00000.csv.gz`, bytes);
    const answer = await api.request(`/api/runs/${runId}/rejects`);
    expect(answer.status).toBe(500);
    expect(api.unexpected).toHaveLength(1);
  });

  it('do not follow a cursor of another run', async () => {
    const rows = [row(2, 'x'), row(3, 'y')];
    const { nextCursor } = await api.get(`/api/runs/${await runWith(rows, 1)}/rejects?limit=1`, rejectPageSchema);
    const answer = await api.request(`/api/runs/${await runWith(rows, 1)}/rejects?cursor=${nextCursor}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'cursor' }] });
  });
});
