import { randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { withEmulator } from './running.ts';

const Bucket = 'uploads';
let s3: S3Client;

withEmulator(async (settings) => {
  s3 = new S3Client({ ...settings, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});

async function stored(Key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

describe('a presigned URL', () => {
  it('lets anyone put one object, whose version the answer names', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a b.csv', ContentType: 'text/csv' }));
    const answer = await fetch(url, { method: 'PUT', body: 'x,y\n', headers: { 'content-type': 'text/csv' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-amz-version-id')).toMatch(/\S/);
    expect(Buffer.from(await stored('a b.csv')).toString()).toBe('x,y\n');
  });

  it('is refused when it was tampered with or is too old', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'signed.csv' });
    const other = (await getSignedUrl(s3, command)).replace('signed.csv', 'another.csv');
    expect((await fetch(other, { method: 'PUT', body: 'x' })).status).toBe(403);
    const signingDate = new Date(Date.now() - 120_000);
    const late = await getSignedUrl(s3, command, { expiresIn: 60, signingDate });
    expect((await fetch(late, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('serves for each part of a multipart upload', async () => {
    const Key = 'parts.csv';
    const parts = [randomBytes(5 << 20), randomBytes(321)];
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const done = [];
    for (const [index, body] of parts.entries()) {
      const PartNumber = index + 1;
      const url = await getSignedUrl(s3, new UploadPartCommand({ Bucket, Key, UploadId, PartNumber }));
      const answer = await fetch(url, { method: 'PUT', body });
      expect(answer.status).toBe(200);
      done.push({ PartNumber, ETag: answer.headers.get('etag') ?? '' });
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: done } }));
    expect(Buffer.from(await stored(Key)).equals(Buffer.concat(parts))).toBe(true);
  });

  it('reads an object, whole or in part', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'read', Body: '0123456789' }));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'read' }));
    expect(await (await fetch(url)).text()).toBe('0123456789');
    const part = await fetch(url, { headers: { range: 'bytes=3-5' } });
    expect([part.status, await part.text()]).toEqual([206, '345']);
  });
});
