import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exactCell } from '../../lambdas/core/reports/csv-cells.ts';
import { csvRecords } from '../../lambdas/core/reports/csv-records.ts';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import { landedFileSchema, partAddressesSchema, uploadSchema } from '../../lambdas/core/uploads/upload.ts';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import type { Landed } from '../../local/cli/upload.ts';
import { type Deployed, deploy } from './deployed.ts';
import { BAD_ROWS, csv, linesOf, transactions } from './files.ts';
import { decimal, figuresOf, type Transaction } from './oracle.ts';

let deployed: Deployed;
const good = transactions(3_000, 41);
/** What the bad rows should have said, in their order. */
const meant: Transaction[] = BAD_ROWS.map((_, index) => ({
  branch: `FIXED${index % 3}`,
  cents: BigInt(-700 + 311 * index),
}));
/** How many are put right at first. */
const first = BAD_ROWS.length - 2;
let original: RunDetail;

beforeAll(async () => {
  deployed = await deploy({ recordCallsAs: 'corrections' });
  const lines = linesOf(good);
  BAD_ROWS.forEach(([row], index) => void lines.splice(150 * index, 0, row));
  const [run] = await deployed.load({ 'with bad rows.csv': csv(lines) });
  if (run === undefined) throw new Error('the file has no run');
  original = run;
});
afterAll(() => deployed?.stop());

const address = (path: string): URL => new URL(`api/${path}`, deployed.cloud.dashboardUrl);

/** The quarantined rows as they are downloaded: header and records. */
async function download(query = ''): Promise<string[][]> {
  const answer = await deployed.cloud.fetch(address(`runs/${original.runId}/rejects.csv${query}`));
  expect(answer.status).toBe(200);
  const text = await answer.text();
  const records: string[][] = [];
  for await (const record of csvRecords(
    (async function* () {
      yield text;
    })(),
  ))
    records.push(record);
  return records;
}

const text = (records: readonly string[][]): string =>
  records.map((record) => `${record.map(exactCell).join()}\r\n`).join('');

/** A downloaded file in which the first so many rows say what was meant. */
const corrected = ([header = [], ...records]: string[][], count: number): string[][] => [
  header,
  ...records.map((record, index) => {
    const right = index < count ? meant[index] : undefined;
    const [line = '', offset = '', reason = '', raw = '', ...was] = record;
    const now = right === undefined ? was : ['2026-05-01T10:00:00Z', right.branch, decimal(right.cents, 2)];
    return [line, offset, reason, raw, ...now];
  }),
];

async function post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await deployed.cloud.fetch(address(path), { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status, `POST ${path}`).toBeLessThan(300);
  return schema.parse(await answer.json());
}

/** Uploads a correction as the dashboard does. */
async function upload(fileName: string, content: string): Promise<RunDetail> {
  const size = Buffer.byteLength(content);
  const request = { jobType: 'branch-stats', fileName, size, corrects: original.runId };
  const begun = await post('uploads', request, uploadSchema);
  const path = `uploads/${encodeURIComponent(begun.uploadId)}`;
  const { items } = await post(`${path}/addresses`, { partNumbers: [1] }, partAddressesSchema);
  const put = await fetch(items[0]?.url ?? '', { method: 'PUT', body: content });
  const landed = await post(`${path}/complete`, { etags: [put.headers.get('etag') ?? ''] }, landedFileSchema);
  return follow({ file: fileName, key: landed.key, versionId: landed.versionId, size });
}

/** Drops a correction with an S3 client. */
async function drop(fileName: string, content: string, runId = original.runId): Promise<RunDetail> {
  const endpoint = deployed.cloud.endpoints.emulator;
  const client = new S3Client({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS, forcePathStyle: true });
  const key = `landing/branch-stats/corrections/${runId}/${fileName}`;
  const bucket = deployed.cloud.outputs.LandingBucketName;
  const { VersionId } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  client.destroy();
  return follow({ file: fileName, key, versionId: VersionId ?? '', size: Buffer.byteLength(content) });
}

async function follow(landed: Landed): Promise<RunDetail> {
  const [run] = await deployed.follow([landed]);
  if (run === undefined) throw new Error(`${landed.key} has no run`);
  return run;
}

describe('Quarantined rows', () => {
  it('that are dropped again as they were downloaded correct nothing', async () => {
    const run = await upload('untouched.csv', text(await download()));
    expect(run).toMatchObject({ state: 'REJECTED', error: { code: 'nothing-corrected' }, corrects: original.runId });
    expect(await deployed.api.branches([])).toEqual(figuresOf(good));
  });

  it('are counted once they are corrected, to the cent, and the sum of the file shows it', async () => {
    const records = await download();
    expect(records.length - 1).toBe(BAD_ROWS.length);
    const run = await upload('corrected.csv', text(corrected(records, first)));
    expect(run).toMatchObject({ state: 'SUCCEEDED', counts: true, rowsCounted: first, rowsQuarantined: 2 });
    const expected = figuresOf([...good, ...meant.slice(0, first)]);
    expect(await deployed.api.branches([])).toEqual(expected);
    expect(await deployed.api.branches([original.runId])).toEqual(expected);
    expect(await deployed.api.run(original.runId)).toMatchObject({
      ...{ rowsRead: good.length + BAD_ROWS.length, rowsCounted: good.length },
      ...{ rowsCorrected: first, rowsStillQuarantined: 2 },
      corrections: [{ runId: run.runId, stands: true }, { state: 'REJECTED' }],
    });
    expect((await download()).slice(1)).toEqual(records.slice(first + 1));
    expect(await download('?all=true')).toEqual(records);
  });

  it('are corrected once, whoever drops them again', async () => {
    const run = await drop('again ü.csv', text(corrected(await download('?all=true'), BAD_ROWS.length)));
    expect(run).toMatchObject({
      ...{ state: 'SUCCEEDED', rowsCounted: 2, rowsQuarantined: first },
      rejectCounts: [{ reason: 'line-already-corrected', column: '_line', count: first }],
    });
    expect(await deployed.api.branches([])).toEqual(figuresOf([...good, ...meant]));
    expect((await download()).length).toBe(1);
  });

  it('leave the figures with their file, and come back with it', async () => {
    const act = (name: string) => post(`runs/${original.runId}/${name}`, { reason: 'to see' }, z.unknown());
    await act('withdraw');
    expect(await deployed.api.branches([])).toEqual([]);
    await act('restore');
    expect(await deployed.api.branches([])).toEqual(figuresOf([...good, ...meant]));
  });
});

describe('A correction', () => {
  it.each(['may', '0a1b2c3d-4e5f-8a6b-9c7d-0e1f2a3b4c5d'])(
    'of %s, which is no run, is REJECTED and says so',
    async (name) => {
      const run = await drop('lost.csv', '_line,timestamp,branch_code,amount\n', name);
      expect(run).toMatchObject({ state: 'REJECTED', corrects: null, error: { code: 'corrects-unknown-run' } });
      expect(run.error?.message).toContain(name);
    },
  );
});
