import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { branchPageSchema } from '../../../lambdas/core/reports/branch.ts';
import { runPageSchema } from '../../../lambdas/core/reports/run.ts';
import { ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start({ answerWithinMs: 2_000 });
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.empty());

const unknown = '11111111-1111-4111-8111-111111111111';
const figure = (branchCode: string) => ({ branchCode, count: 1, min: '1.00', max: '1.00', sum: '1.00' });

describe('a problem', () => {
  it.each([
    ['GET', '/api/nothing', 404, 'not-found'],
    ['GET', '/', 404, 'not-found'],
    ['GET', '/api/runs/', 404, 'not-found'],
    ['DELETE', '/api/runs', 405, 'method-not-allowed'],
    ['GET', `/api/runs/${unknown}/retry`, 405, 'method-not-allowed'],
    ['POST', '/api/branches/NORTH', 405, 'method-not-allowed'],
    ['PUT', '/api/openapi.json', 405, 'method-not-allowed'],
  ])('answers %s %s with %i', async (method, path, status, kind) => {
    const answer = await api.request(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      type: `/problems/${kind}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: path,
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it('says which methods there are', async () => {
    expect((await api.request('/api/branches', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await api.request(`/api/runs/${unknown}/retry`)).headers.get('allow')).toBe('POST');
  });

  it.each([
    ['/api/branches?limit=0', 'limit'],
    ['/api/branches?limit=1001', 'limit'],
    ['/api/branches?limit=1.5', 'limit'],
    ['/api/branches?limit=', 'limit'],
    ['/api/branches?limit=ten', 'limit'],
    ['/api/branches?limit=1&limit=2', 'limit'],
    ['/api/branches?sort=name', 'sort'],
    ['/api/branches?order=up', 'order'],
    ['/api/branches?runId=abc', 'runId'],
    [`/api/branches?${`runId=${unknown}&`.repeat(201)}`, 'runId'],
    ['/api/branches?q=a%00b', 'q'],
    [`/api/branches?q=${'q'.repeat(257)}`, 'q'],
    ['/api/branches?page=2', 'page'],
    ['/api/branches?landedFrom=yesterday', 'landedFrom'],
    ['/api/branches?landedFrom=2026-02-30', 'landedFrom'],
    ['/api/branches?landedFrom=0000-01-01', 'landedFrom'],
    ['/api/branches?landedTo=2026-01-01T00:00:00Z', 'landedTo'],
    ['/api/branches?landedFrom=2026-01-02&landedTo=2026-01-01', 'landedTo'],
    [`/api/branches?landedTo=2026-01-02&runId=${unknown}`, 'landedTo'],
    ['/api/branches/NORTH?q=1', 'q'],
    ['/api/runs?state=DONE', 'state'],
    ['/api/runs?state=PENDING&state=DONE', 'state'],
    ['/api/runs?jobType=a%00', 'jobType'],
    ['/api/runs?cursor=abc', 'cursor'],
    [`/api/runs/${unknown}?deep=1`, 'deep'],
    [`/api/runs/${unknown}/rejects?limit=-1`, 'limit'],
    ['/api/health?deep=1', 'deep'],
    ['/api/job-types?q=1', 'q'],
    ['/api/openapi.json?q=1', 'q'],
  ])('names the field that is wrong in %s', async (path, field) => {
    const answer = await api.request(path);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: '/problems/bad-request', errors: [{ field }] });
  });

  it('says nothing of our inside when something unforeseen happens', async () => {
    await api.database.client.query('alter table branch_stats_total rename to hidden');
    const answer = await api.request('/api/branches');
    await api.database.client.query('alter table hidden rename to branch_stats_total');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toMatch(/branch_stats|hidden|at .*\.ts/);
    expect(api.unexpected).toHaveLength(1);
  });

  it('takes the request id of the gateway', async () => {
    const answer = await api.api.request('/api/nothing', {}, { requestContext: { requestId: 'abc=' } });
    expect(await answer.json()).toMatchObject({ requestId: 'abc=' });
  });
});

describe('a request body', () => {
  const path = `/api/runs/${unknown}/withdraw`;
  const post = (body: string, contentType = 'application/json') =>
    api.request(path, { method: 'POST', body, headers: { 'content-type': contentType } });

  it('may not be larger than 16 KiB', async () => {
    const answer = await post(JSON.stringify({ reason: 'r'.repeat(17_000) }));
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ type: '/problems/too-large' });
  });

  it('must be JSON', async () => {
    const answer = await post('{"reason":');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'body' }] });
  });

  it('must say that it is JSON', async () => {
    expect((await post('reason=r', 'application/x-www-form-urlencoded')).status).toBe(415);
  });

  it('must be there where a reason is needed', async () => {
    const answer = await api.request(path, { method: 'POST' });
    expect(answer.status).toBe(400);
  });
});

describe('an ETag', () => {
  it('spares the caller what it has already, until it changes', async () => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [figure('NORTH')]);
    const first = await api.request('/api/branches');
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const etag = first.headers.get('etag') ?? '';
    for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await api.request('/api/branches', { headers: { 'if-none-match': ifNoneMatch } });
      expect(again).toMatchObject({ status: 304, body: undefined });
      expect(again.headers.get('etag')).toBe(etag);
    }

    await api.pipeline.land('b.csv', ['1'], 'bb', [figure('NORTH')]);

    const changed = await api.request('/api/branches', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('is not given for problems or for what a POST answers', async () => {
    const runId = await api.pipeline.land('a.csv', ['1'], 'aa', [figure('NORTH')]);
    expect((await api.request('/api/nothing')).headers.has('etag')).toBe(false);
    const posted = await api.post(`/api/runs/${runId}/withdraw`, { reason: 'r' });
    expect(posted.headers.has('etag')).toBe(false);
    expect(posted.headers.get('cache-control')).toBe('no-store');
  });

  it('comes with HEAD, too', async () => {
    const got = await api.request('/api/runs');
    const head = await api.request('/api/runs', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: undefined });
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
  });
});

describe('a cursor', () => {
  it('is refused when it was made for another view, or was tampered with', async () => {
    await api.pipeline.land('a.csv', ['1'], 'aa', [figure('A'), figure('B'), figure('C')]);
    const { nextCursor } = await api.get('/api/branches?sort=sum&limit=1', branchPageSchema);
    const refused = [
      `sort=count&cursor=${nextCursor}`,
      `sort=sum&order=desc&cursor=${nextCursor}`,
      `sort=sum&q=a&cursor=${nextCursor}`,
      `sort=sum&landedFrom=2026-01-01&cursor=${nextCursor}`,
      `cursor=${nextCursor}`,
      `sort=sum&cursor=${nextCursor}A`,
      `sort=sum&cursor=${nextCursor?.slice(1)}`,
      `sort=sum&cursor=${tampered(nextCursor ?? '')}`,
      'sort=sum&cursor=',
      'sort=sum&cursor=%7B%7D',
    ];
    for (const query of refused) {
      const answer = await api.request(`/api/branches?${query}`);
      expect(answer.status, query).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ field: 'cursor' }] });
    }
    const next = await api.get(`/api/branches?sort=sum&limit=5&cursor=${nextCursor}`, branchPageSchema);
    expect(next.items.map(({ branchCode }) => branchCode)).toEqual(['B', 'C']);
  });

  it('goes on behind its place although what stood there has gone', async () => {
    const gone = await api.pipeline.land('a.csv', ['1'], 'aa', [figure('A')]);
    await api.pipeline.land('b.csv', ['1'], 'bb', [figure('B'), figure('C')]);
    const { nextCursor } = await api.get('/api/branches?limit=1', branchPageSchema);
    await api.post(`/api/runs/${gone}/withdraw`, { reason: 'r' });
    const next = await api.get(`/api/branches?limit=1&cursor=${nextCursor}`, branchPageSchema);
    expect(next.items.map(({ branchCode }) => branchCode)).toEqual(['B']);
  });

  const tampered = (cursor: string): string => {
    const { at, seal } = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Buffer.from(JSON.stringify({ at: ['0.00', at[1]], seal })).toString('base64url');
  };
});

describe('a sleeping database', () => {
  it('is not woken by a health check, by the job types or by the description', async () => {
    const before = api.rdsData.calls();
    expect((await api.request('/api/health')).body).toEqual({ status: 'ok', version: 'test-version' });
    expect((await api.request('/api/job-types')).body).toMatchObject({
      items: [{ name: 'account-balances' }, { name: 'branch-stats' }],
    });
    expect((await api.request('/api/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    expect(api.rdsData.calls()).toBe(before);
  });

  it('is asked for its health by a route of its own', async () => {
    const answer = await api.request('/api/database');
    expect(answer).toMatchObject({ status: 200, body: { database: 'ok' } });
  });

  it('gives 503 and when to come back, and the answer once it is awake', async () => {
    api.rdsData.sleep(300);
    for (const path of ['/api/branches', '/api/runs', '/api/database']) {
      const answer = await api.request(path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.body).toMatchObject({ type: '/problems/unavailable' });
    }
    await sleep(400);
    expect(await api.get('/api/runs', runPageSchema)).toEqual({ items: [], nextCursor: null });
  });

  it('gives 503 also when it cannot be reached for other reasons that pass', async () => {
    api.rdsData.fail(1_500);
    const answer = await api.request('/api/runs');
    await sleep(1_500);
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('database') });
  });
});

it('gives a request up before the gateway does', async () => {
  await api.database.client.query('begin');
  await api.database.client.query('lock table branch_stats_total');
  const start = Date.now();
  const answer = await api.request('/api/branches');
  await api.database.client.query('rollback');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(Date.now() - start).toBeLessThan(10_000);
});
