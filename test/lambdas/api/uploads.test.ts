import { describe, expect, it } from 'vitest';
import { assembleApi } from '../../../lambdas/api/assemble.ts';
import { readJobTypes } from '../../../lambdas/core/job-types/index.ts';
import { identify } from '../../../lambdas/core/runs/index.ts';
import {
  landedFileSchema,
  partAddressesSchema,
  uploadedPartsSchema,
  uploadSchema,
} from '../../../lambdas/core/uploads/upload.ts';
import { BATCH_JOB_TYPE } from '../batch-job-type.ts';
import { etagOf, FakeUploadStore } from '../fakes/upload-store.ts';
import { claimRules, signedIn } from './signed-in.ts';

const MEBIBYTE = 1024 * 1024;
const untouched = (): never => {
  throw new Error('An upload needs neither database nor results.');
};

/** The API with a bucket in memory, and nothing else behind it. */
function uploadsUnderTest() {
  const store = new FakeUploadStore();
  const api = assembleApi({
    database: { query: untouched, transaction: untouched } as never,
    results: { read: untouched, write: untouched, addressOf: untouched },
    watchdog: { watch: untouched, nudge: untouched, tellRefusal: untouched },
    landing: store,
    landed: { describe: untouched, listVersions: untouched },
    landingBucket: 'landing',
    watchdogDelaySeconds: 120,
    jobTypes: new Map([
      ...readJobTypes(new URL('../../../job-types', import.meta.url).pathname),
      [BATCH_JOB_TYPE.name, BATCH_JOB_TYPE],
    ]),
    codeVersion: 'test-version',
    claimRules,
    answerWithinMs: 24_000,
    reportUnexpected: (error) => expect(error).toBeUndefined(),
    reportAnswered: () => undefined,
  });
  const call = async (method: string, path: string, body?: unknown) => {
    const content =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await signedIn(api)(path, { method, ...content });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const begin = async (target: Record<string, unknown>) =>
    uploadSchema.parse(
      (await call('POST', '/api/uploads', { jobType: 'branch-stats', fileName: 'a.csv', size: 3, ...target })).body,
    );
  /** Sends a part as a browser would, to the upload that its address names. */
  const send = async (uploadId: string, partNumber: number, bytes: Buffer) => {
    const answer = await call('POST', `/api/uploads/${uploadId}/addresses`, { partNumbers: [partNumber] });
    const [item] = partAddressesSchema.parse(answer.body).items;
    store.put(new URL(item?.url ?? '').searchParams.get('upload') ?? '', partNumber, bytes);
  };
  return { store, call, begin, send };
}

describe('uploading a file of a batch', () => {
  const heads = { jobType: BATCH_JOB_TYPE.name, fileName: 'heads.csv', batch: '2026-11-26' };

  it('lands in the folder of the batch; which run it joins, nobody knows yet', async () => {
    const { begin, send, call } = uploadsUnderTest();
    const { uploadId, key } = await begin(heads);
    expect(key).toBe('landing/orders/2026-11-26/heads.csv');
    const bytes = Buffer.from('id\n');
    await send(uploadId, 1, bytes);
    const answer = await call('POST', `/api/uploads/${uploadId}/complete`, { etags: [etagOf(bytes)] });
    expect(landedFileSchema.parse(answer.body)).toMatchObject({ key, runId: null });
  });

  it.each([
    ['batch', { batch: undefined }],
    ['batch', { batch: '../other' }],
    ['batch', { batch: '' }],
    ['batch', { jobType: 'branch-stats' }],
    ['fileName', { fileName: 'orders.csv' }],
    ['fileName', { batch: 'corrections' }],
    ['corrects', { corrects: '0198e2f4-0000-8000-8000-00000000000a' }],
  ])('is refused for its %s: %o', async (field, wrong) => {
    const answer = await uploadsUnderTest().call('POST', '/api/uploads', { size: 3, ...heads, ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('beginning an upload', () => {
  it('names the key in the folder of the job type, the parts, and when it expires', async () => {
    const { call } = uploadsUnderTest();
    const before = Date.now();
    const answer = await call('POST', '/api/uploads', {
      jobType: 'branch-stats',
      fileName: 'März 1.csv.gz',
      size: 20 * MEBIBYTE,
    });
    expect(answer.status).toBe(201);
    const upload = uploadSchema.parse(answer.body);
    expect(upload).toMatchObject({
      key: 'landing/branch-stats/März 1.csv.gz',
      size: 20 * MEBIBYTE,
      partSize: 8 * MEBIBYTE,
      partCount: 3,
    });
    const days = (Date.parse(upload.expiresAt) - before) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
  });

  it('lands a correction in the folder of the run that it corrects', async () => {
    const runId = '0198e2f4-0000-8000-8000-00000000000A';
    const upload = await uploadsUnderTest().begin({ corrects: runId });
    expect(upload.key).toBe(`landing/branch-stats/corrections/${runId.toLowerCase()}/a.csv`);
  });

  it.each([
    ['a folder in the name', { fileName: 'b/a.csv' }, 'fileName'],
    ['a way up', { fileName: '../a.csv' }, 'fileName'],
    ['a control character', { fileName: 'a\n.csv' }, 'fileName'],
    ['a line separator', { fileName: 'a\u2028.csv' }, 'fileName'],
    ['half a character', { fileName: '\ud800.csv' }, 'fileName'],
    ['no name', { fileName: '' }, 'fileName'],
    ['a name of 256 bytes', { fileName: `${'ü'.repeat(126)}.csv` }, 'fileName'],
    ['a suffix that no worker reads', { fileName: 'a.xlsx' }, 'fileName'],
    ['an unknown job type', { jobType: 'nothing' }, 'jobType'],
    ['a size below nothing', { size: -1 }, 'size'],
    ['half a byte', { size: 1.5 }, 'size'],
    ['a byte over 5 TiB', { size: 5 * 1024 ** 4 + 1 }, 'size'],
    ['a run id that is none', { corrects: '../../other' }, 'corrects'],
    ['a key of its own', { key: 'elsewhere/a.csv' }, 'key'],
  ])('is refused with %s', async (_case, target, field) => {
    const { call, store } = uploadsUnderTest();
    const answer = await call('POST', '/api/uploads', {
      jobType: 'branch-stats',
      fileName: 'a.csv',
      size: 3,
      ...target,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(store.open.size).toBe(0);
  });

  it.each([0, 5 * 1024 ** 4])('is possible with %s bytes', async (size) => {
    expect((await uploadsUnderTest().begin({ size })).partCount).toBeGreaterThan(0);
  });

  it('is possible with a name of 255 bytes', async () => {
    await uploadsUnderTest().begin({ fileName: `${'ü'.repeat(125)}a.csv` });
  });
});

describe('the addresses of parts', () => {
  it('are bound to key, upload, part and length, and serve for a quarter of an hour', async () => {
    const { begin, call } = uploadsUnderTest();
    const { uploadId } = await begin({ size: 8 * MEBIBYTE + 5 });
    const { body } = await call('POST', `/api/uploads/${uploadId}/addresses`, { partNumbers: [2, 1] });
    const { items } = partAddressesSchema.parse(body);
    expect(items.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [2, 5],
      [1, 8 * MEBIBYTE],
    ]);
    expect(items[0]?.url).toMatch(/\/landing\/branch-stats\/a\.csv\?upload=.+&part=2&length=5&seconds=900$/);
  });

  it.each([
    ['none', [], 400],
    ['number 0', [0], 400],
    ['the same twice', [1, 1], 400],
    ['over a hundred', Array.from({ length: 101 }, (_, index) => index + 1), 400],
    ['one beyond the last', [2], 409],
  ])('are refused for %s', async (_case, partNumbers, status) => {
    const { begin, call } = uploadsUnderTest();
    const { uploadId } = await begin({});
    expect((await call('POST', `/api/uploads/${uploadId}/addresses`, { partNumbers })).status).toBe(status);
  });
});

describe('the parts that have arrived', () => {
  it('are listed page by page, in order', async () => {
    const { begin, call, send, store } = uploadsUnderTest();
    store.pageSize = 2;
    const { uploadId } = await begin({ size: 40 * MEBIBYTE });
    for (const partNumber of [5, 1, 3]) await send(uploadId, partNumber, Buffer.from(`part ${partNumber}`));
    const first = uploadedPartsSchema.parse((await call('GET', `/api/uploads/${uploadId}/parts`)).body);
    expect(first.items.map(({ partNumber }) => partNumber)).toEqual([1, 3]);
    const rest = await call('GET', `/api/uploads/${uploadId}/parts?cursor=${first.nextCursor}`);
    const second = uploadedPartsSchema.parse(rest.body);
    expect(second).toEqual({
      items: [{ partNumber: 5, size: 6, etag: etagOf(Buffer.from('part 5')) }],
      nextCursor: null,
    });
  });

  it('are not continued by the cursor of another upload', async () => {
    const { begin, call, send, store } = uploadsUnderTest();
    store.pageSize = 1;
    const [one, other] = [await begin({ size: 40 * MEBIBYTE }), await begin({ size: 40 * MEBIBYTE })];
    for (const partNumber of [1, 2]) await send(one.uploadId, partNumber, Buffer.from('x'));
    const { nextCursor } = (await call('GET', `/api/uploads/${one.uploadId}/parts`)).body;
    expect((await call('GET', `/api/uploads/${other.uploadId}/parts?cursor=${nextCursor}`)).status).toBe(400);
  });
});

describe('completing an upload', () => {
  it('makes the file of its parts and names the version and the run', async () => {
    const { begin, call, send, store } = uploadsUnderTest();
    const bytes = [Buffer.alloc(8 * MEBIBYTE, 'a'), Buffer.from('the rest')];
    const { uploadId, key } = await begin({ size: 8 * MEBIBYTE + 8 });
    for (const [index, part] of bytes.entries()) await send(uploadId, index + 1, part);
    const answer = await call('POST', `/api/uploads/${uploadId}/complete`, { etags: bytes.map(etagOf) });
    expect(answer.status).toBe(200);
    const landed = landedFileSchema.parse(answer.body);
    expect(store.objects.get(`${key}@${landed.versionId}`)?.equals(Buffer.concat(bytes))).toBe(true);
    // As intake makes the run of what has landed.
    const source = { role: 'transactions', bucket: store.bucket, key, versionId: landed.versionId };
    expect(landed.runId).toBe(identify('branch-stats', [source]).runId);
  });

  it('takes the tags of 10,000 parts, and no body that is larger', async () => {
    const { begin, call } = uploadsUnderTest();
    const { uploadId, partCount } = await begin({ size: 8 * MEBIBYTE * 10_000 });
    expect(partCount).toBe(10_000);
    const etags = Array.from({ length: 10_000 }, (_, index) => etagOf(Buffer.from(String(index))));
    // The store has none of them: it was asked, so the body was read.
    expect((await call('POST', `/api/uploads/${uploadId}/complete`, { etags })).status).toBe(409);
    const padded = etags.map((etag) => etag.padEnd(120, ' '));
    expect((await call('POST', `/api/uploads/${uploadId}/complete`, { etags: padded })).status).toBe(413);
  });

  it('is refused when a tag is missing or another one', async () => {
    const { begin, call, send } = uploadsUnderTest();
    const { uploadId } = await begin({});
    await send(uploadId, 1, Buffer.from('abc'));
    const complete = (etags: readonly string[]) => call('POST', `/api/uploads/${uploadId}/complete`, { etags });
    expect((await complete([etagOf(Buffer.from('abd'))])).status).toBe(409);
    expect((await complete([etagOf(Buffer.from('abc')), '"x"'])).status).toBe(409);
    expect((await complete([etagOf(Buffer.from('abc'))])).status).toBe(200);
  });

  it('is refused when the parts do not add up to the announced size', async () => {
    const { begin, call, send } = uploadsUnderTest();
    const { uploadId } = await begin({ size: 4 });
    await send(uploadId, 1, Buffer.from('abc'));
    const answer = await call('POST', `/api/uploads/${uploadId}/complete`, { etags: [etagOf(Buffer.from('abc'))] });
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
  });
});

describe('cancelling an upload', () => {
  it('removes its parts, also when it is asked for twice', async () => {
    const { begin, call, store } = uploadsUnderTest();
    const { uploadId } = await begin({});
    expect((await call('DELETE', `/api/uploads/${uploadId}`)).status).toBe(204);
    expect(store.open.size).toBe(0);
    expect((await call('DELETE', `/api/uploads/${uploadId}`)).status).toBe(204);
    expect((await call('GET', `/api/uploads/${uploadId}/parts`)).status).toBe(410);
  });
});

describe('an upload id that a caller made up', () => {
  const made = (ticket: unknown) => Buffer.from(JSON.stringify(ticket)).toString('base64url');
  const target = { jobType: 'branch-stats', fileName: 'a.csv', size: 3 };

  it.each([
    ['no ticket', 'abc'],
    ['JSON of another kind', made({ key: 'landing/branch-stats/a.csv' })],
    ['one with a folder in the name', made({ target: { ...target, fileName: '../../x.csv' }, storeId: 's' })],
    ['one with a key of its own', made({ target, storeId: 's', key: 'recorded/a.csv' })],
    ['a very long one', made({ target, storeId: 's'.repeat(4000) })],
  ])('is gone when it is %s', async (_case, uploadId) => {
    const { call } = uploadsUnderTest();
    const answers = [
      await call('POST', `/api/uploads/${uploadId}/addresses`, { partNumbers: [1] }),
      await call('GET', `/api/uploads/${uploadId}/parts`),
      await call('POST', `/api/uploads/${uploadId}/complete`, { etags: ['"a"'] }),
      await call('DELETE', `/api/uploads/${uploadId}`),
    ];
    for (const { status } of answers) expect([404, 410]).toContain(status);
  });

  it('reaches no place that an upload could not have been begun for', async () => {
    const { call } = uploadsUnderTest();
    const uploadId = made({ target: { ...target, fileName: 'a.exe' }, storeId: 's' });
    expect((await call('POST', `/api/uploads/${uploadId}/addresses`, { partNumbers: [1] })).status).toBe(400);
  });
});
