import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataApi, startDataApi } from './data-api.ts';

let api: DataApi;
beforeAll(async () => {
  api = await startDataApi();
});
afterAll(() => api.stop());

describe('the sizes', () => {
  it('let an answer of almost 1 MiB through and refuse a larger one', async () => {
    const rows = (n: number) => api.execute(`select repeat('x', 60000) from generate_series(1, ${n})`);
    expect((await rows(17)).records).toHaveLength(17);
    const message = 'Database returned more than the allowed response size limit';
    await expect(rows(18)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it('stop an endless result at once', async () => {
    const many = 'generate_series(1, 20000)';
    const endless = api.execute(`select repeat('x', 1000) from ${many} a, ${many} b`);
    await expect(endless).rejects.toMatchObject({ name: 'BadRequestException' });
    const busy = () => api.select("select count(*) from pg_stat_activity where query like '%20000) b'");
    await expect.poll(busy, { timeout: 5_000 }).toEqual([{ longValue: 0 }]);
  });

  it('refuse a row of more than 64 KB', async () => {
    expect(await api.select("select length(repeat('x', 65536))")).toEqual([{ longValue: 65_536 }]);
    await expect(api.execute("select repeat('x', 65537)")).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('take a request of 4 MiB and no more', async () => {
    const length = (bytes: number) =>
      api.select('select length(:v)', [{ name: 'v', value: { stringValue: 'x'.repeat(bytes) } }]);
    const almost = 4 * 1024 * 1024 - 1_000;
    expect(await length(almost)).toEqual([{ longValue: almost }]);
    await expect(length(4 * 1024 * 1024)).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});

describe('a database that is not there', () => {
  it('sleeps until some time after the first call, and says so to every call meanwhile', async () => {
    api.endpoint.sleep(150);
    await sleep(200);
    const resuming = { name: 'DatabaseResumingException', $metadata: { httpStatusCode: 400 } };
    await expect(api.execute('select 1')).rejects.toMatchObject(resuming);
    await expect(api.execute('select 1')).rejects.toMatchObject(resuming);
    await sleep(200);
    expect(await api.select('select 1')).toEqual([{ longValue: 1 }]);
  });

  it('counts the calls that would have woken it', async () => {
    const before = api.endpoint.calls();
    await api.execute('select 1');
    expect(api.endpoint.calls()).toBe(before + 1);
  });

  it('is unavailable for as long as it is told to be', async () => {
    api.endpoint.fail(100);
    await expect(api.execute('select 1')).rejects.toMatchObject({
      name: 'DatabaseUnavailableException',
      $metadata: { httpStatusCode: 504 },
    });
    await sleep(150);
    expect(await api.select('select 1')).toEqual([{ longValue: 1 }]);
  });

  it('answers no web page and nobody who does not sign', async () => {
    const url = `${api.endpoint.endpoint}/Execute`;
    const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: '{}' });
    expect((await post({})).status).toBe(403);
    expect((await post({ authorization: 'AWS4-HMAC-SHA256 x', origin: 'https://evil.example' })).status).toBe(403);
  });
});
