import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseApiArguments } from '../../bench/api/arguments.ts';
import { latencies } from '../../bench/api/latencies.ts';
import { askBySchedule } from '../../bench/api/open-loop.mjs';

describe('The arguments of the api benchmark', () => {
  it('are 50 requests a second over 1,000 files of 1,000 branches unless it is told otherwise', () => {
    const usual = { files: 1_000, branches: 1_000, perSecond: 50, seconds: 60, json: undefined };
    expect(parseApiArguments([])).toEqual(usual);
    const given = ['--files', '5', '--branches', '2k', '--rate', '10', '--seconds', '3', '--json', 'api.json'];
    expect(parseApiArguments(given)).toEqual({
      files: 5,
      branches: 2_000,
      perSecond: 10,
      seconds: 3,
      json: 'api.json',
    });
  });

  it.each(['0', '-1', '1.5', 'many', ''])('refuse a rate of "%s"', (rate) => {
    expect(() => parseApiArguments([`--rate=${rate}`])).toThrow('--rate takes a whole number from 1 to 1000');
  });
});

describe('An open loop', () => {
  /** Answers nothing for the first 300 ms, and then all at once. */
  const stallMs = 300;
  let start = 0;
  const server = createServer((request, response) => {
    start ||= performance.now();
    setTimeout(
      () => {
        response.statusCode = request.url === '/wrong' ? 503 : 200;
        response.end('an answer');
      },
      Math.max(0, start + stallMs - performance.now()),
    );
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((fulfil) => server.close(fulfil)));

  it('charges a stall to every request that was due meanwhile', async () => {
    const samples = await askBySchedule({ urls: [`${url}/right`, `${url}/wrong`], perSecond: 50, seconds: 1 });
    expect(samples).toHaveLength(50);
    // A loop that waits for each answer would have met the stall once; here 15 requests were due within it.
    expect(samples.filter(({ latencyMs }) => latencyMs > stallMs / 2).length).toBeGreaterThanOrEqual(7);
    expect(samples[0]?.latencyMs).toBeGreaterThan(stallMs - 50);
    expect(samples.filter(({ error }) => error === 'HTTP 503')).toHaveLength(25);
    expect(samples.filter(({ error }) => error === null)).toHaveLength(25);
  });

  it('counts what nobody answers as an error', async () => {
    const [sample] = await askBySchedule({ urls: ['http://127.0.0.1:9/'], perSecond: 1, seconds: 1 });
    expect(sample?.error).toContain('ECONNREFUSED');
  });
});

it('Latencies are told by nearest rank, the maximum included', () => {
  const samples = Array.from({ length: 200 }, (_, n) => ({ url: '', latencyMs: n + 1, lateMs: 0, error: null }));
  expect(latencies('runs', samples)).toEqual({ runsP50Ms: 100, runsP99Ms: 198, runsMaxMs: 200 });
});
