import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { withEmulator } from './running.ts';

let s3: S3Client;
let buckets = 0;

withEmulator((settings) => {
  s3 = new S3Client(settings);
});

async function versionedBucket(): Promise<string> {
  buckets += 1;
  const Bucket = `versions-${buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return Bucket;
}

async function put(Bucket: string, Key: string, Body: string | Uint8Array): Promise<string> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  if (VersionId === undefined) throw new Error('the bucket gives no versions');
  return VersionId;
}

const text = async (body: { transformToString(): Promise<string> } | undefined): Promise<string | undefined> =>
  body?.transformToString();

describe('versions of an object', () => {
  it('are listed newest first, keys in byte order', async () => {
    const Bucket = await versionedBucket();
    const first = await put(Bucket, 'b', 'one');
    const second = await put(Bucket, 'b', 'two');
    const accented = await put(Bucket, 'ä', 'x');
    const capital = await put(Bucket, 'Z', 'x');
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['Z', capital, true],
      ['b', second, true],
      ['b', first, false],
      ['ä', accented, true],
    ]);
  });

  it('are all found by paging with the markers, also when a page ends between two versions of a key', async () => {
    const Bucket = await versionedBucket();
    const expected: string[] = [];
    for (const key of ['a', 'b', 'c']) {
      const versions = [await put(Bucket, key, '1'), await put(Bucket, key, '2'), await put(Bucket, key, '3')];
      expected.push(...versions.reverse().map((version) => `${key} ${version}`));
    }
    for (const MaxKeys of [1, 2, 4, 9]) {
      const found: string[] = [];
      let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
      for (;;) {
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, ...markers }));
        found.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
        if (page.IsTruncated !== true) break;
        markers = { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' };
      }
      expect(found).toEqual(expected);
    }
  });

  it('after a key are listed when only the key is given as marker', async () => {
    const Bucket = await versionedBucket();
    await put(Bucket, 'landing/a', '1');
    await put(Bucket, 'landing/b', '1');
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'landing/', KeyMarker: 'landing/a' }));
    expect(page.Versions?.map(({ Key }) => Key)).toEqual(['landing/b']);
  });

  it('stay readable by their id after a newer one and after a deletion, which leaves a marker', async () => {
    const Bucket = await versionedBucket();
    const old = await put(Bucket, 'key', 'old');
    await put(Bucket, 'key', 'newer');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'key', VersionId: old }));
    expect([await text(read.Body), read.VersionId]).toEqual(['old', old]);
    const { DeleteMarkers, Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(DeleteMarkers?.map(({ IsLatest }) => IsLatest)).toEqual([true]);
    expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false]);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'key' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('that do not exist are refused as NoSuchVersion', async () => {
    const Bucket = await versionedBucket();
    await put(Bucket, 'key', 'x');
    const VersionId = '00000000-0000-4000-8000-000000000000';
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'key', VersionId }))).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
  });
});

describe('a ranged GET of a named version', () => {
  // Below and above the size from which a body lives in a file.
  it.each([10_000, 3_000_000])('answers 206 with just that range of %i bytes', async (size) => {
    const Bucket = await versionedBucket();
    const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) % 251);
    const VersionId = await put(Bucket, 'key', bytes);
    await put(Bucket, 'key', 'a newer version');
    const read = async (Range: string) => s3.send(new GetObjectCommand({ Bucket, Key: 'key', VersionId, Range }));
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=100-4999', 100, 4_999],
      [`bytes=${size - 5}-${size + 999}`, size - 5, size - 1],
      ['bytes=9000-', 9_000, size - 1],
      ['bytes=-7', size - 7, size - 1],
    ] as const) {
      const answer = await read(range);
      expect([answer.$metadata.httpStatusCode, answer.ContentRange, answer.ContentLength]).toEqual([
        206,
        `bytes ${start}-${end}/${size}`,
        end - start + 1,
      ]);
      expect(
        Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(bytes.subarray(start, end + 1)),
      ).toBe(true);
    }
    await expect(read(`bytes=${size}-`)).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('carries no checksum of the whole object, which would not fit the slice', async () => {
    const Bucket = await versionedBucket();
    const VersionId = await put(Bucket, 'key', '0123456789');
    const answer = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'key', VersionId, Range: 'bytes=2-4', ChecksumMode: 'ENABLED' }),
    );
    expect([await text(answer.Body), answer.ChecksumCRC32]).toEqual(['234', undefined]);
  });

  it('gives the current version when no id is given', async () => {
    const Bucket = await versionedBucket();
    await put(Bucket, 'key', 'abcdef');
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'key', Range: 'bytes=1-2' }));
    expect([await text(answer.Body), answer.ContentRange]).toEqual(['bc', 'bytes 1-2/6']);
  });
});

describe('conditions on a write', () => {
  it('refuse to replace what exists (If-None-Match) or has changed (If-Match)', async () => {
    const Bucket = await versionedBucket();
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: '1', IfNoneMatch: '*' }));
    const refused = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
    const again = s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: '2', IfNoneMatch: '*' }));
    await expect(again).rejects.toMatchObject(refused);
    const stale = s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: '2', IfMatch: '"other"' }));
    await expect(stale).rejects.toMatchObject(refused);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: '3', IfMatch: ETag }));
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'key' }));
    expect(ContentLength).toBe(1);
  });
});
