import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { accountPageSchema } from '../../lambdas/core/balances/account.ts';
import { rejectedTransferPageSchema } from '../../lambdas/core/balances/rejection.ts';
import { resultFilePageSchema } from '../../lambdas/core/reports/result-files.ts';
import { followRuns } from '../../local/cli/follow.ts';
import { branchesOf } from '../../local/cli/merge-branches.ts';
import { uploadFiles } from '../../local/cli/upload.ts';
import { type Deployed, deploy, killSpark, sparkJvms } from './deployed.ts';
import { BAD_ROWS, csv, HEADER, linesOf, transactions, writeFiles } from './files.ts';
import { figuresOf } from './oracle.ts';
import { foundIn, functionLogs, secretsOf, workerLogs } from './worker-logs.ts';

let deployed: Deployed;

beforeAll(async () => {
  deployed = await deploy({ recordCallsAs: 'path' });
});
afterAll(() => deployed?.stop());

/** Waits until the run of a file is claimed. */
async function untilReading(key: string): Promise<void> {
  for (;;) {
    const runs = await deployed.api.runs('branch-stats');
    if (runs.some(({ sources, state }) => state === 'IN_PROGRESS' && sources[0]?.key.endsWith(key))) return;
    await sleep(50);
  }
}

/** The run of a file whatever its state. */
async function runOf(key: string) {
  const runs = await deployed.api.runs('branch-stats');
  return runs.find(({ sources }) => sources[0]?.key.endsWith(key));
}

async function sql(text: string): Promise<void> {
  const client = new pg.Client(deployed.cloud.postgres.url);
  await client.connect();
  await client.query(text).finally(() => client.end());
}

describe('A file in the landing bucket', () => {
  it('becomes exact figures with a receipt that conserves its rows', async () => {
    const rows = transactions(20_000, 11);
    const [run] = await deployed.load({ 'good.csv': csv(linesOf(rows)) });
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      counts: true,
      rowsRead: 20_000,
      rowsCounted: 20_000,
      rowsQuarantined: 0,
      error: null,
      attempts: 1,
    });
    expect(run?.sources[0]?.checksum).toMatch(/^CRC64NVME:.{11}=$/);
    expect(await branchesOf(deployed.api, [run?.runId ?? ''])).toEqual(figuresOf(rows));
  });

  it('may be compressed, with CRLF, a byte order mark, quoted newlines and other columns', async () => {
    const rows = transactions(5_000, 12);
    const lines = linesOf(rows).map((line, index) => `"note ""${index}""\r\nsecond line",${line}`);
    const text = `\ufeff${[`note,${HEADER}`, ...lines].join('\r\n')}`;
    const [run] = await deployed.load({ 'packed + ü.csv.gz': gzipSync(text) });
    expect(run).toMatchObject({ state: 'SUCCEEDED', rowsRead: 5_000, rowsQuarantined: 0, error: null });
    expect(await branchesOf(deployed.api, [run?.runId ?? ''])).toEqual(figuresOf(rows));
  });

  it('can be downloaded as CSV, a small list in the answer and a large one from the results bucket', async () => {
    for (const [branches, fromBucket] of [
      [100, false],
      [30_000, true],
    ] as const) {
      const rows = transactions(50_000, 17, branches);
      const [run] = await deployed.load({ [`download-${branches}.csv`]: csv(linesOf(rows)) });
      const address = new URL(`api/branches.csv?runId=${run?.runId}`, deployed.cloud.dashboardUrl);
      const answer = await deployed.cloud.fetch(address);
      expect(answer.status).toBe(200);
      expect(answer.redirected).toBe(fromBucket);
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="branches.csv"');
      const figures = figuresOf(rows).map((branch) =>
        [branch.branchCode, branch.count, branch.min, branch.max, branch.average, branch.sum].join(','),
      );
      const lines = ['branchCode,count,min,max,average,sum', ...figures, ''];
      expect(await answer.text()).toBe(lines.join('\r\n'));
    }
  });

  it('with some bad rows counts the good ones and keeps the bad ones with line, reason and text', async () => {
    const rows = transactions(2_000, 13);
    const lines = linesOf(rows);
    // Spread over the file; the header is line 1.
    const places = BAD_ROWS.map((_, index) => index * 100);
    const mixed = [...lines];
    BAD_ROWS.forEach(([row], index) => void mixed.splice((places[index] ?? 0) + index, 0, row));
    const [run] = await deployed.load({ 'some-bad.csv': csv(mixed) });
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      rowsRead: 2_000 + BAD_ROWS.length,
      rowsCounted: 2_000,
      rowsQuarantined: BAD_ROWS.length,
    });
    expect(await branchesOf(deployed.api, [run?.runId ?? ''])).toEqual(figuresOf(rows));
    const rejects = await deployed.api.rejects(run?.runId ?? '', 100);
    expect(rejects.map(({ line, reason, raw }) => [line, reason, raw])).toEqual(
      BAD_ROWS.map(([row, reason], index) => [(places[index] ?? 0) + index + 2, reason, row]),
    );
  });

  it.each([
    ['wrong-header.csv', 'timestamp,branch,amount\n2026-01-01T00:00:00Z,B,1.00\n', 'wrong-header'],
    ['empty.csv', '', 'empty-file'],
    ['only-header.csv', csv([]), 'no-rows'],
    ['notes.txt', csv(linesOf(transactions(3, 14))), 'unknown-suffix'],
    ['torn.csv.gz', gzipSync(csv(linesOf(transactions(3_000, 15)))).subarray(0, 2_000), 'corrupt-gzip'],
  ])('%s is REJECTED and says why', async (name, content, code) => {
    const [run] = await deployed.load({ [name]: content });
    expect(run).toMatchObject({ state: 'REJECTED', counts: false, error: { code } });
    // A sentence that a person can act on.
    expect(run?.error?.message).toMatch(/^.{30,}\.$/);
  });

  it('with more than 5 % bad rows is REJECTED, exactly 5 % is not', async () => {
    const good = linesOf(transactions(95, 16));
    const [exactly, more] = await deployed.load({
      'exactly.csv': csv([...good, ...new Array<string>(5).fill('x')]),
      'more.csv': csv([...good.slice(1), ...new Array<string>(5).fill('x')]),
    });
    expect(exactly).toMatchObject({ state: 'SUCCEEDED', rowsQuarantined: 5 });
    expect(more).toMatchObject({ state: 'REJECTED', rowsQuarantined: 5, error: { code: 'too-many-bad-rows' } });
  });

  it('with bytes that count already is a DUPLICATE and changes no figure', async () => {
    const content = csv(linesOf(transactions(1_000, 17)));
    const [first] = await deployed.load({ 'first.csv': content });
    const before = await deployed.api.branches([]);
    const [second] = await deployed.load({ 'second.csv': content });
    expect(first?.state).toBe('SUCCEEDED');
    expect(second).toMatchObject({ state: 'DUPLICATE', duplicateOf: first?.runId, rowsRead: null, counts: false });
    expect(await deployed.api.branches([])).toEqual(before);
  });

  it('uploaded again with other bytes replaces its own figures', async () => {
    const [older] = await deployed.load({ 'replaced.csv': csv(linesOf(transactions(1_000, 18))) });
    const rows = transactions(1_200, 19);
    const [newer] = await deployed.load({ 'replaced.csv': csv(linesOf(rows)) });
    expect(newer).toMatchObject({ state: 'SUCCEEDED', counts: true });
    expect(await deployed.api.run(older?.runId ?? '')).toMatchObject({ counts: false, supersededBy: newer?.runId });
  });

  it('dropped while another one is read is counted, too', async () => {
    const rows = transactions(200_000, 20);
    const others = transactions(1_000, 21);
    const landed = await deployed.upload({ 'long.csv': csv(linesOf(rows)) });
    await untilReading('long.csv');
    landed.push(...(await deployed.upload({ 'meanwhile.csv': csv(linesOf(others)) })));
    const runs = await deployed.follow(landed);
    expect(runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const ids = runs.map(({ runId }) => runId);
    expect(await branchesOf(deployed.api, ids)).toEqual(figuresOf([...rows, ...others]));
  });

  it('among 20 dropped at once is counted once', async () => {
    const parts = Array.from({ length: 20 }, (_, index) => transactions(500 + index, 100 + index));
    const files = Object.fromEntries(parts.map((rows, index) => [`part-${index}.csv`, csv(linesOf(rows))]));
    const runs = await deployed.load(files);
    expect(runs.map(({ state, attempts }) => [state, attempts])).toEqual(parts.map(() => ['SUCCEEDED', 1]));
    const ids = runs.map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(20);
    expect(await branchesOf(deployed.api, ids)).toEqual(figuresOf(parts.flat()));
  });
});

describe('Spark that is killed', () => {
  const big = (seed: number) => csv(linesOf(transactions(300_000, seed)));

  it('is started again, and the file is counted once', async () => {
    const landed = await deployed.upload({ 'killed-once.csv': big(30) });
    await untilReading('killed-once.csv');
    killSpark(deployed);
    const [run] = await deployed.follow(landed);
    expect(run).toMatchObject({ state: 'SUCCEEDED', attempts: 2, rowsRead: 300_000 });
    expect(await branchesOf(deployed.api, [run?.runId ?? ''])).toEqual(figuresOf(transactions(300_000, 30)));
  });

  it('three times makes the run FAILED with the log’s place; retry runs it again', async () => {
    const landed = await deployed.upload({ 'killed.csv': big(31) });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await untilReading('killed.csv');
      killSpark(deployed);
      for (let run = await runOf('killed.csv'); run?.state === 'IN_PROGRESS'; run = await runOf('killed.csv')) {
        await sleep(100);
      }
    }
    const [failed] = await deployed.follow(landed);
    expect(failed).toMatchObject({ state: 'FAILED', attempts: 3, error: { code: 'worker-died' }, counts: false });
    expect(failed?.logLocation).toContain('/logs');
    await deployed.api.retry(failed?.runId ?? '');
    const [again] = await deployed.follow(landed);
    expect(again).toMatchObject({ state: 'SUCCEEDED', attempts: 4, rowsRead: 300_000 });
  });
});

describe('A batch of accounts and transfers', () => {
  const accounts = 'accountNumber,country,balance\n1,44,10.00\n2,44,0\n10,7,-5.00\n';
  const small = Array.from({ length: 20 }, (_, second) => `2021-11-29T06:00:${10 + second},1,0.01,2`);
  const transfers = [
    'date,fromAccountNumber,transferAmount,toAccountNumber',
    '2021-11-29T05:47:26,2,1.50,1',
    '2021-11-29T05:47:25,1,4.00,2',
    '2021-11-29T05:47:27,10,0.01,1',
    'yesterday,1,1.00,2',
    ...small,
  ].join('\n');
  const land = (files: Readonly<Record<string, string | Buffer>>) =>
    uploadFiles({
      endpoint: deployed.cloud.endpoints.emulator,
      bucket: deployed.cloud.outputs.LandingBucketName,
      jobType: 'account-balances',
      files: writeFiles(files),
      names: Object.keys(files).map((name) => `2021-11-29/${name}`),
      signal: AbortSignal.timeout(60_000),
      onProgress: () => {},
    });
  const ask = async <T>(address: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await deployed.cloud.fetch(new URL(address, deployed.cloud.dashboardUrl));
    return schema.parse(await answer.json());
  };

  it('waits for the file that is missing, and becomes balances, rejected transfers and files of both', async () => {
    const [first] = await land({ 'transactions.csv.gz': gzipSync(transfers) });
    while ((await deployed.api.runs('account-balances'))[0]?.waitingFor !== 'files') await sleep(100);
    const [second] = await land({ 'accounts.csv': accounts });
    if (first === undefined || second === undefined) throw new Error('nothing landed');
    const follow = { api: deployed.api, jobType: 'account-balances', isBatch: true, onStep: () => {} };
    const [run] = await followRuns({ ...follow, landed: [first, second], signal: AbortSignal.timeout(240_000) });
    expect(run).toMatchObject({ state: 'SUCCEEDED', rowsRead: 27, rowsCounted: 26, rowsQuarantined: 1 });
    const { items } = await ask(`api/accounts?runId=${run?.runId}`, accountPageSchema);
    expect(items.map(({ accountNumber, balance }) => [accountNumber, balance])).toEqual([
      ['1', '7.30'],
      ['2', '2.70'],
      ['10', '-5.00'],
    ]);
    const rejected = await ask(`api/transfers/rejected?runId=${run?.runId}`, rejectedTransferPageSchema);
    expect(rejected.items.map(({ line, reason }) => [line, reason])).toEqual([[4, 'different-countries']]);
    const files = (await ask(`api/runs/${run?.runId}/results`, resultFilePageSchema)).items;
    const csvFile = await fetch(files.find(({ kind }) => kind === 'balances-csv')?.url ?? '');
    expect((await csvFile.text()).split(/\r?\n/)).toEqual([
      'accountNumber,country,balance',
      '1,44,7.30',
      '2,44,2.70',
      '10,7,-5.00',
      '',
    ]);
  });
});

describe('What workers and functions log', () => {
  it('tells of runs by their ids, and holds nothing of a file, no password and no key', async () => {
    const contents = {
      'a branch': 'BRANCH-OF-SECRETS',
      'an amount': '31415926535.89',
      'a column that nobody asked for': 'Doe, Jane',
      'a bad row': '27182818284.5905',
    };
    const good = (place: number): string =>
      `2026-01-01T00:00:00Z,${contents['a branch']},${contents['an amount']},"${contents['a column that nobody asked for']} ${place}"`;
    const bad = (place: number): string =>
      `2026-01-01T00:00:00Z,${contents['a branch']},${contents['a bad row']},${place}`;
    const rows = (count: number, row: (place: number) => string): string[] =>
      Array.from({ length: count }, (_, at) => row(at));
    const text = (lines: readonly string[]): string => [`${HEADER},customer`, ...lines, ''].join('\n');
    const runs = await deployed.load({
      'counted.csv': text([...rows(100, good), bad(1)]),
      'refused.csv': text(rows(100, bad)),
      'torn-secrets.csv.gz': gzipSync(text(rows(20_000, good))).subarray(0, 1_000),
    });
    expect(runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'REJECTED', 'REJECTED']);
    const sought = { ...contents, ...secretsOf(deployed) };
    const [ofWorkers, ofFunctions] = [workerLogs(deployed), functionLogs(deployed)];
    for (const { runId } of runs) expect(ofWorkers).toContain(runId);
    expect(ofFunctions).toContain('Recorded a run.');
    expect(foundIn(ofWorkers, sought)).toEqual([]);
    expect(foundIn(ofFunctions, contents)).toEqual([]);
    // What is looked for would be found.
    expect(foundIn(`${good(1)} ${bad(2)}`, contents)).toHaveLength(4);
  });
});

describe('A database that nobody changes', () => {
  /** Whether the pages of runs and branches are answered without it. */
  async function sleepsOn(): Promise<boolean> {
    const before = deployed.cloud.rdsData.calls();
    for (const page of ['api/runs?limit=5', 'api/branches?limit=5']) {
      const answer = await deployed.cloud.fetch(new URL(page, deployed.cloud.dashboardUrl));
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
    return deployed.cloud.rdsData.calls() === before;
  }

  it('is not asked again for what was read since the last change, and a file that lands changes the answers', async () => {
    await deployed.load({ 'before-the-lull.csv': csv(linesOf(transactions(100, 40))) });
    // The laptop's workers would wait for hours.
    for (const { pid } of sparkJvms(deployed)) process.kill(pid, 'SIGKILL');
    await expect.poll(sleepsOn, { timeout: 60_000, interval: 500 }).toBe(true);
    const before = await deployed.api.branches([]);
    const rows = transactions(1_000, 41);
    const [run] = await deployed.load({ 'after-the-lull.csv': csv(linesOf(rows)) });
    expect(run).toMatchObject({ state: 'SUCCEEDED', counts: true });
    const counted = (branches: readonly { readonly count: number }[]): number =>
      branches.reduce((sum, { count }) => sum + count, 0);
    expect(counted(await deployed.api.branches([]))).toBe(counted(before) + 1_000);
  }, 180_000);
});

describe('A day whose DPU-hours are used up', () => {
  it('lets a run wait, which says so, until the limit allows more', async () => {
    const limit = (dpuHoursPerDay: number | null) =>
      deployed.cloud.redeploy({ settings: { workers: { dpuHoursPerDay } } });
    await limit(0.25);
    // As if another worker had been at work; a start counts as a minute, so that this is 0.33 DPU-hours.
    await sql(`insert into worker (worker_id, job_type, state, ended_at, end_reason, dpus, paid_seconds)
               values (gen_random_uuid(), 'branch-stats', 'GONE', clock_timestamp(), 'idle', 20, 60)`);
    for (const { pid } of sparkJvms(deployed)) process.kill(pid, 'SIGKILL');
    const landed = await deployed.upload({ 'over-budget.csv': csv(linesOf(transactions(500, 50))) });
    const waitingFor = async (): Promise<unknown> => (await runOf('over-budget.csv'))?.waitingFor;
    await expect.poll(waitingFor, { timeout: 90_000, interval: 500 }).toBe('budget');
    const waiting = await runOf('over-budget.csv');
    expect(waiting).toMatchObject({ state: 'PENDING', waitingFor: 'budget', attempts: 0 });
    const { events } = await deployed.api.run(waiting?.runId ?? '');
    expect(events.map(({ event }) => event)).toContain('waits-for-budget');
    await limit(null);
    landed.push(...(await deployed.upload({ 'within-budget.csv': csv(linesOf(transactions(500, 51))) })));
    const runs = await deployed.follow(landed);
    expect(runs.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 1],
    ]);
  }, 300_000);
});
