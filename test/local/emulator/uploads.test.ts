import { createHash, randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { S3UploadStore, uploadClient } from '../../../lambdas/api/s3-upload-store.ts';
import { readJobTypes } from '../../../lambdas/core/job-types/index.ts';
import { PartsDifferError, StatelessUploads, UploadGoneError } from '../../../lambdas/core/uploads/index.ts';
import { crc64nvme } from './crc64.ts';
import { type ClientSettings, withEmulator } from './running.ts';

const Bucket = 'landing-bucket';
const MEBIBYTE = 1024 * 1024;
let s3: S3Client;
let settings: ClientSettings;
let uploads: StatelessUploads;

withEmulator(async (given) => {
  settings = given;
  s3 = new S3Client(given);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});

beforeAll(() => {
  const jobTypes = readJobTypes(new URL('../../../job-types', import.meta.url).pathname);
  uploads = new StatelessUploads({ store: new S3UploadStore(uploadClient(settings), Bucket), jobTypes });
});

const begin = (fileName: string, size: number) => uploads.begin({ jobType: 'branch-stats', fileName, size });

/** PUTs a part to its presigned address, as a browser does. */
async function put(uploadId: string, partNumber: number, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const { items } = await uploads.addresses(uploadId, [partNumber]);
  return fetch(items[0]?.url ?? '', { method: 'PUT', body: bytes });
}

async function putAll(uploadId: string, bytes: Buffer<ArrayBuffer>, partSize: number): Promise<string[]> {
  const etags: string[] = [];
  for (let at = 0; at < Math.max(1, bytes.length); at += partSize) {
    const answer = await put(uploadId, etags.length + 1, bytes.subarray(at, at + partSize));
    expect(answer.status).toBe(200);
    etags.push(answer.headers.get('etag') ?? '');
  }
  return etags;
}

describe('an upload over presigned addresses', () => {
  it('lands byte for byte, with the CRC-64/NVME of the whole, as a version of its own', async () => {
    const bytes = randomBytes(17 * MEBIBYTE + 4321);
    const { uploadId, key, partSize } = await begin('Umsätze März +1.csv', bytes.length);
    const etags = await putAll(uploadId, bytes, partSize);
    expect(etags).toHaveLength(3);
    const landed = await uploads.complete(uploadId, etags);
    const object = { Bucket, Key: key, VersionId: landed.versionId };
    const head = await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
    expect([head.ContentLength, head.ChecksumType, head.ChecksumCRC64NVME]).toEqual([
      bytes.length,
      'FULL_OBJECT',
      crc64nvme(bytes),
    ]);
    const { Body } = await s3.send(new GetObjectCommand(object));
    const digest = createHash('sha256')
      .update((await Body?.transformToByteArray()) ?? '')
      .digest('hex');
    expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is possible of an empty file', async () => {
    const { uploadId, key } = await begin('empty.csv', 0);
    const landed = await uploads.complete(uploadId, await putAll(uploadId, Buffer.alloc(0), 1));
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: key, VersionId: landed.versionId }));
    expect(head.ContentLength).toBe(0);
  });

  it('tells which parts are there, so that only the missing ones are sent', async () => {
    const { uploadId, partSize } = await begin('resumed.csv', 20 * MEBIBYTE);
    const part = randomBytes(partSize);
    await put(uploadId, 2, part);
    const { items } = await uploads.arrived(uploadId, undefined);
    const etag = `"${createHash('md5').update(part).digest('hex')}"`;
    expect(items).toEqual([{ partNumber: 2, size: partSize, etag }]);
  });

  it('lists the parts on pages', async () => {
    const { uploadId } = await begin('pages.csv', 20 * MEBIBYTE);
    const bytes = randomBytes(20 * MEBIBYTE);
    await putAll(uploadId, bytes, 8 * MEBIBYTE);
    const store = new S3UploadStore(uploadClient(settings), Bucket);
    const ticket = JSON.parse(Buffer.from(uploadId, 'base64url').toString());
    const rest = await store.parts({ key: 'landing/branch-stats/pages.csv', storeId: ticket.storeId }, 1);
    expect(rest.parts.map(({ partNumber }) => partNumber)).toEqual([2, 3]);
  });

  it('is gone after it was cancelled, with its parts', async () => {
    const { uploadId, key } = await begin('cancelled.csv', 5);
    await put(uploadId, 1, Buffer.from('abcde'));
    await uploads.abort(uploadId);
    await uploads.abort(uploadId);
    await expect(uploads.arrived(uploadId, undefined)).rejects.toThrow(UploadGoneError);
    await expect(uploads.complete(uploadId, ['"a"'])).rejects.toThrow(UploadGoneError);
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads.map(({ Key }) => Key)).not.toContain(key);
  });

  it('is not completed with other parts than those that arrived, nor with another size', async () => {
    const { uploadId } = await begin('differing.csv', 6);
    const store = new S3UploadStore(uploadClient(settings), Bucket);
    const { key, storeId } = {
      key: 'landing/branch-stats/differing.csv',
      ...JSON.parse(Buffer.from(uploadId, 'base64url').toString()),
    };
    const [etag = ''] = await putAll(uploadId, Buffer.from('abcdef'), 8 * MEBIBYTE);
    await expect(uploads.complete(uploadId, ['"00000000000000000000000000000000"'])).rejects.toThrow(PartsDifferError);
    await expect(store.complete({ key, storeId }, [etag], 7)).rejects.toThrow(PartsDifferError);
    await uploads.complete(uploadId, [etag]);
  });
});

describe('the address of a part', () => {
  it.each([
    ['more bytes', Buffer.from('abcd')],
    ['fewer bytes', Buffer.from('ab')],
  ])('takes no %s than the part has', async (_case, bytes) => {
    const { uploadId } = await begin('length.csv', 3);
    expect((await put(uploadId, 1, bytes)).status).toBe(403);
    expect((await put(uploadId, 1, Buffer.from('abc'))).status).toBe(200);
  });

  it.each([
    ['part', (url: string) => url.replace('partNumber=1', 'partNumber=2')],
    ['key', (url: string) => url.replace('bound.csv', 'other.csv')],
    ['upload', (url: string) => url.replace(/uploadId=[^&]+/, 'uploadId=other')],
  ])('is for no other %s', async (_case, change) => {
    const { uploadId } = await begin('bound.csv', 3);
    const { items } = await uploads.addresses(uploadId, [1]);
    const answer = await fetch(change(items[0]?.url ?? ''), { method: 'PUT', body: 'abc' });
    expect(answer.status).toBe(403);
  });
});
