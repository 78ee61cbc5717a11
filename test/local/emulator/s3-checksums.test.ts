import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describe, expect, it } from 'vitest';
import { crc64nvme } from './crc64.ts';
import { type ClientSettings, withEmulator } from './running.ts';

const Bucket = 'checksums';
let s3: S3Client;
let emulator: ClientSettings;

withEmulator(async (settings) => {
  emulator = settings;
  s3 = new S3Client(settings);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});

const head = (Key: string, VersionId?: string) =>
  s3.send(new HeadObjectCommand({ Bucket, Key, VersionId, ChecksumMode: 'ENABLED' }));

const attributes = (Key: string, VersionId?: string) =>
  s3.send(
    new GetObjectAttributesCommand({ Bucket, Key, VersionId, ObjectAttributes: ['Checksum', 'ObjectSize', 'ETag'] }),
  );

async function uploadInParts(Key: string, parts: readonly Uint8Array[]): Promise<string | undefined> {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' }),
  );
  const uploaded = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    uploaded.push({ PartNumber, ETag });
  }
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: uploaded } }),
  );
  return done.VersionId;
}

describe('the CRC-64/NVME of an object', () => {
  it('follows the published check value in this very test', () => {
    expect(crc64nvme(Buffer.from('123456789'))).toBe(Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
  });

  it('is kept and returned when the upload asks for it', async () => {
    const body = randomBytes(70_000);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'asked', Body: body, ChecksumAlgorithm: 'CRC64NVME' }));
    const found = await head('asked');
    expect([found.ChecksumCRC64NVME, found.ChecksumType]).toEqual([crc64nvme(body), 'FULL_OBJECT']);
    const { Checksum, ObjectSize } = await attributes('asked');
    expect([Checksum?.ChecksumCRC64NVME, Checksum?.ChecksumType, ObjectSize]).toEqual([
      crc64nvme(body),
      'FULL_OBJECT',
      70_000,
    ]);
  });

  it('is refused when it does not fit the bytes', async () => {
    const wrong = new PutObjectCommand({
      Bucket,
      Key: 'wrong',
      Body: 'abc',
      ChecksumCRC64NVME: crc64nvme(Buffer.from('abd')),
    });
    await expect(s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('is that of the full object after a multipart upload, for each version', async () => {
    const parts = [randomBytes(5 << 20), randomBytes(5 << 20), randomBytes(1_234)];
    const version = await uploadInParts('parts', parts);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'parts', Body: 'newer' }));
    const expected = crc64nvme(Buffer.concat(parts));
    const found = await head('parts', version);
    expect([found.ChecksumCRC64NVME, found.ChecksumType, found.ContentLength]).toEqual([
      expected,
      'FULL_OBJECT',
      (10 << 20) + 1_234,
    ]);
    const { Checksum } = await attributes('parts', version);
    expect([Checksum?.ChecksumCRC64NVME, Checksum?.ChecksumType]).toEqual([expected, 'FULL_OBJECT']);
  });

  it('is that of the full object when the upload library sends the parts', async () => {
    const Body = randomBytes(12 << 20);
    const upload = new Upload({ client: s3, params: { Bucket, Key: 'library', Body, ChecksumAlgorithm: 'CRC64NVME' } });
    await upload.done();
    expect((await head('library')).ChecksumCRC64NVME).toBe(crc64nvme(Body));
  });

  it('is computed by the store when the client sends no checksum at all', async () => {
    const bare = new S3Client({ ...emulator, requestChecksumCalculation: 'WHEN_REQUIRED' });
    await bare.send(new PutObjectCommand({ Bucket, Key: 'bare', Body: 'abc' }));
    expect((await head('bare')).ChecksumCRC64NVME).toBe(crc64nvme(Buffer.from('abc')));
  });
});

describe("the SDK's own CRC-32", () => {
  it('is kept for a single put, of the full object', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'crc32', Body: 'hello' }));
    const expected = Buffer.alloc(4);
    expected.writeUInt32BE(crc32('hello'));
    const found = await head('crc32');
    expect([found.ChecksumCRC32, found.ChecksumType]).toEqual([expected.toString('base64'), 'FULL_OBJECT']);
  });

  it('is a composite after a multipart upload that asks for nothing, and says so for each version', async () => {
    const Body = randomBytes(11 << 20);
    const upload = new Upload({ client: s3, params: { Bucket, Key: 'composite', Body } });
    const { VersionId } = await upload.done();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'composite', Body: 'newer' }));
    const found = await head('composite', VersionId);
    expect(found.ChecksumType).toBe('COMPOSITE');
    expect(found.ChecksumCRC32).toMatch(/-3$/);
  });
});
