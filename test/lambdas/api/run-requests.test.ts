import { beforeEach, describe, expect, it } from 'vitest';
import { runDetailSchema, runPageSchema, runSchema } from '../../../lambdas/core/reports/run.ts';
import { requestSchema, toNewRequest } from '../../../lambdas/core/requests/index.ts';
import { refuseRequest } from '../../../lambdas/core/run-store/index.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
let file: string;
let versionId: string;
let files = 0;
withApi((started) => {
  api = started;
});
beforeEach(() => {
  files += 1;
  file = `landing/branch-stats/file ${files} ü.csv`;
  versionId = api.landed.put('landing', file, 'data');
});

const request = (more: Record<string, unknown> = {}) => ({
  ...{ requestId: 'may-1', jobType: 'branch-stats', source: `s3://landing/${file}` },
  ...more,
});
const ask = (more: Record<string, unknown> = {}) => api.post('/api/runs', request(more));
const runs = async () => (await api.get('/api/runs', runPageSchema)).items;

describe('POST /api/runs', () => {
  it('records a run of a landed file, has it watched and wakes a worker', async () => {
    const answer = await ask();
    expect(answer.status).toBe(202);
    const run = runSchema.parse(answer.body);
    expect(run).toMatchObject({ state: 'PENDING', requestId: 'may-1', sources: [{ key: file, versionId, size: 4 }] });
    expect(answer.headers.get('location')).toBe(`/api/runs/${run.runId}`);
    expect(api.watchdog.messages).toEqual([`watch ${run.runId} in 120 s`, `nudge ${run.runId}`]);
  });

  it('answers 200 with the run that is there, to the same request and to another one for the same version', async () => {
    const first = runSchema.parse((await ask()).body);
    for (const more of [{}, { versionId: null }, { requestId: 'may-2', versionId }]) {
      const again = await ask(more);
      expect([again.status, runSchema.parse(again.body).runId]).toEqual([200, first.runId]);
    }
    expect(await runs()).toHaveLength(1);
    const { requests } = await api.get(`/api/runs/${first.runId}`, runDetailSchema);
    expect(requests).toEqual([
      expect.objectContaining({ requestId: 'may-1', origin: 'api', replyDue: true, replySentAt: null, replySends: 0 }),
      expect.objectContaining({ requestId: 'may-2', origin: 'api', parameters: {}, replyError: null }),
    ]);
  });

  it('has the reply sent for a run that has ended', async () => {
    const runId = await api.pipeline.record(file, versionId);
    await api.database.client.query(
      `update run set state = 'FAILED', ended_at = now(), error_code = 'x', error_message = 'y'`,
    );
    // The run of the pipeline has an identity of its own; what the request names is one that it has recorded itself.
    const asked = runSchema.parse((await ask()).body);
    expect(asked.runId).not.toBe(runId);
    await api.database.client.query(
      `update run set state = 'FAILED', ended_at = now(), error_code = 'x', error_message = 'y' where run_id = $1`,
      [asked.runId],
    );
    api.watchdog.messages.length = 0;
    expect((await ask()).status).toBe(200);
    expect(api.watchdog.messages).toEqual([`watch ${asked.runId} in 120 s`, `nudge ${asked.runId}`]);
  });

  it('refuses an id that stands for another request, and says so', async () => {
    await ask();
    const other = await ask({ versionId });
    expect([other.status, other.body]).toEqual([
      409,
      expect.objectContaining({ type: '/problems/conflict', detail: expect.stringContaining('may-1') }),
    ]);
    expect(await runs()).toHaveLength(1);
  });

  it.each([
    ['an unknown job type', { jobType: 'nonsense' }, 'no job type "nonsense"'],
    ['a file that is not there', { source: 's3://landing/landing/branch-stats/gone.csv' }, 'Land it first'],
    ['a version that is not there', { versionId: 'none' }, 'in version none'],
    ['another bucket', { source: 's3://other/landing/branch-stats/a.csv' }, 's3://landing/landing/branch-stats/'],
    ['a parameter, of which the job type takes none', { parameters: { a: 'b' } }, 'takes no parameters'],
  ])('refuses %s with 422, and leaves the id free', async (_, more, words) => {
    const refused = await ask(more);
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({ type: '/problems/unprocessable', detail: expect.stringContaining(words) }),
    ]);
    expect([await runs(), api.watchdog.messages]).toEqual([[], []]);
    expect((await ask()).status).toBe(202);
  });

  it('has the reply sent again for a request that was refused when a message asked for it', async () => {
    const asked = toNewRequest(requestSchema.parse(request()), 'queue');
    const error = { code: 'no-such-object', message: 'There is no such file.' } as const;
    await refuseRequest(api.dataApi, asked, error);
    const again = await ask();
    expect([again.status, again.body]).toEqual([422, expect.objectContaining({ detail: error.message })]);
    expect(api.watchdog.messages.at(-1)).toBe('tell that may-1 is refused');
    expect(await runs()).toEqual([]);
  });

  it.each([
    ['requestId', { requestId: 'a b' }],
    ['requestId', { requestId: 'x'.repeat(129) }],
    ['source', { source: 'https://landing/a' }],
    ['parameters', { parameters: { amount: 1 } }],
    ['surprise', { surprise: 1 }],
  ])('names %s when that is wrong', async (field, more) => {
    const refused = await ask(more);
    expect([refused.status, refused.body]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ field })] }),
    ]);
  });
});
