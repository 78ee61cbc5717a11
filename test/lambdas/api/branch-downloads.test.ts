import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type Branch, branchSchema, branchSorts, orders } from '../../../lambdas/core/reports/branch.ts';
import { branchCsvHeader, branchCsvLine } from '../../../lambdas/core/reports/branch-csv.ts';
import { StoredBranchDownloads } from '../../../lambdas/core/reports/branch-downloads.ts';
import { DownloadTooLongError, largestTextBytes } from '../../../lambdas/core/reports/csv-download.ts';
import { Pipeline } from '../../migrations/pipeline.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { land } from './landed.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

/** The file that is answered, or that the answer leads to. */
async function download(query = ''): Promise<string> {
  const response = await api.api.request(`/api/branches.csv${query}`);
  if (response.status !== 303) {
    expect(response.status).toBe(200);
    return response.text();
  }
  const key = new URL(response.headers.get('location') ?? '').pathname.slice(1);
  return api.results.objects.get(key)?.toString() ?? '';
}

const csvOf = (branches: readonly Branch[]): string =>
  branchCsvHeader +
  branches
    .map(({ branchCode, count, min, max, average, sum }) =>
      branchCsvLine([branchCode, String(count), min, max, average, sum]),
    )
    .join('');

/** Stages figures faster than row by row. */
async function landMany(key: string, branches: number, code: string): Promise<string> {
  const runId = await api.pipeline.record(key, '1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing was claimed');
  await api.pipeline.identify(claim, key, ['1']);
  await api.database.client.query(
    `insert into branch_stats_figure select $1, $2, $3 || lpad(i::text, 8, '0'), 1, 1, 1, 1 from generate_series(1, $4) i`,
    [claim.runId, claim.attempt, code, branches],
  );
  const summary = { rowsRead: branches, rowsCounted: branches, rowsQuarantined: 0, bytesRead: 1, groups: branches };
  await api.pipeline.call('publish_run', runId, claim.workerId, claim.attempt, { ...summary, rejects: [] });
  return runId;
}

describe('the download of branches', () => {
  it('is a CSV file with a name', async () => {
    await land(api, 'a.csv', [{ branchCode: '=1+1', count: 2, min: -150n, max: 50n, sum: -100n }]);
    const response = await api.api.request('/api/branches.csv');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="branches.csv"');
    expect(await response.text()).toBe("branchCode,count,min,max,average,sum\r\n'=1+1,2,-1.50,0.50,-0.5000,-1.00\r\n");
  });

  it('has the header only, when nothing is shown', async () => {
    expect(await download()).toBe(branchCsvHeader);
  });

  it('holds exactly what the list shows, all pages of it, in its order', async () => {
    const branch = (branchCode: string, cents: bigint, count = 1) => ({
      branchCode,
      count,
      min: cents,
      max: cents,
      sum: cents * BigInt(count),
    });
    const codes = ['A', 'a', 'ü', '"', '\\', '%', '=1', ',', '10', '9'];
    const first = await land(
      api,
      'a.csv',
      codes.map((code, place) => branch(code, BigInt(place % 3), 1 + (place % 2))),
    );
    const second = await land(
      api,
      'b.csv',
      codes.slice(3).map((code) => branch(code, 7n)),
    );
    // A correction counts with the file, also where the file alone is named.
    const put = { branchCode: 'A', count: 1, min: '9.00', max: '9.00', sum: '9.00' };
    await api.pipeline.correct(first, 'fix.csv', ['1'], [2], [put]);
    expect(await download(`?runId=${first}`)).toContain('\r\nA,2,0.00,9.00,4.5000,9.00\r\n');
    const views = fc.record({
      scope: fc.constantFrom('', `runId=${first}`, `runId=${first}&runId=${second}`, 'landedTo=2026-01-01'),
      q: fc.constantFrom('', 'a', '%', '1', 'nothing'),
      sort: fc.constantFrom(...branchSorts),
      order: fc.constantFrom(...orders),
    });
    await fc.assert(
      fc.asyncProperty(views, async ({ scope, q, sort, order }) => {
        const path = `/api/branches?${scope}`;
        const pages = await allPages(api, path, branchSchema, { q, sort, order, limit: '4' });
        const query = `?${scope}&${new URLSearchParams({ q, sort, order })}`;
        expect(await download(query.replace('?&', '?'))).toBe(csvOf(pages.flat()));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is put into the results bucket when it is large, and the answer leads there', async () => {
    await landMany('a.csv', 40_000, 'BR');
    const response = await api.api.request('/api/branches.csv?sort=branchCode&order=desc');
    expect(response.status).toBe(303);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(/^https:\/\/results\.test\/downloads\/[0-9a-f-]{36}\.csv\?as=branches\.csv$/);
    const [stored = Buffer.from('')] = api.results.objects.values();
    expect(stored.length).toBeGreaterThan(largestTextBytes);
    const lines = stored.toString().split('\r\n');
    expect(lines).toHaveLength(40_002);
    expect(lines.slice(0, 3)).toEqual([
      branchCsvHeader.trim(),
      'BR00040000,1,1.00,1.00,1.0000,1.00',
      'BR00039999,1,1.00,1.00,1.0000,1.00',
    ]);
    expect(new Set(lines).size).toBe(40_002);
  }, 60_000);

  it('keeps to the limits of the Data API with codes that grow most on their way', async () => {
    await landMany('a.csv', 5_000, '"\\'.repeat(124));
    expect((await download()).split('\r\n')).toHaveLength(5_002);
    await landMany('b.csv', 5_000, '\u0001'.repeat(248));
    expect((await download()).split('\r\n')).toHaveLength(10_002);
  }, 60_000);

  it('says which of the named runs does not exist', async () => {
    const unknown = '11111111-1111-4111-8111-111111111111';
    const answer = await api.request(`/api/branches.csv?runId=${unknown}`);
    expect(answer).toMatchObject({ status: 404, body: { detail: `There is no run ${unknown}.` } });
  });

  it.each(['limit=5', 'cursor=abc', 'sort=name', 'landedFrom=2026-01-02&landedTo=2026-01-01'])(
    'refuses %s',
    async (query) => {
      expect((await api.request(`/api/branches.csv?${query}`)).status).toBe(400);
    },
  );

  it('is of one moment, although figures change while it is read', async () => {
    await landMany('a.csv', 30_000, 'BR');
    const writer = new pg.Client({ connectionString: api.database.url });
    await writer.connect();
    const write = api.results.write.bind(api.results);
    let published = false;
    api.results.write = async (key, content) => {
      // The beginning has been read by now, the rest has not.
      const figures = [{ branchCode: 'BR00029999', count: 1, min: '5.00', max: '5.00', sum: '5.00' }];
      await new Pipeline(writer).land('b.csv', ['1'], 'b', figures);
      published = true;
      await write(key, content);
    };
    const text = await download();
    api.results.write = write;
    await writer.end();
    expect(published).toBe(true);
    expect(text).toContain('BR00029999,1,1.00,1.00,1.0000,1.00\r\n');
    expect(await download('?q=29999')).toContain('BR00029999,2,1.00,5.00,3.0000,6.00\r\n');
  }, 60_000);

  it('ends its transaction when the bucket refuses it', async () => {
    await landMany('a.csv', 30_000, 'BR');
    const write = api.results.write.bind(api.results);
    api.results.write = async () => {
      throw new Error('S3 does not answer');
    };
    const answer = await api.request('/api/branches.csv');
    api.results.write = write;
    expect(answer.status).toBe(500);
    const { rows } = await api.database.client.query(
      `select state from pg_stat_activity where state like 'idle in transaction%'`,
    );
    expect(rows).toEqual([]);
  }, 60_000);

  it('is given up when it takes too long', async () => {
    const rows = [['A', '1', '1.00', '1.00', '1.0000', '1.00']] as [string, string, string, string, string, string][];
    const endless = async function* () {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield rows;
      }
    };
    const downloads = new StoredBranchDownloads({ readAll: (_view, use) => use(endless()) }, api.results, 50);
    const view = { scope: { kind: 'counted' }, sort: 'branchCode', order: 'asc' } as const;
    await expect(downloads.make(view)).rejects.toThrow(DownloadTooLongError);
  });
});
