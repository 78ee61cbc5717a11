import { Readable } from 'node:stream';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { S3ResultsStore } from '../../../lambdas/api/s3-results-store.ts';
import { withEmulator } from './running.ts';

const Bucket = 'results';
let s3: S3Client;
let store: S3ResultsStore;

withEmulator(async (settings) => {
  s3 = new S3Client(settings);
  store = new S3ResultsStore(s3, Bucket);
  await s3.send(new CreateBucketCommand({ Bucket }));
});

const piece = Buffer.from('a line of a download\r\n'.repeat(20_000));

async function* pieces(count: number): AsyncGenerator<Buffer> {
  for (let place = 0; place < count; place++) {
    yield piece;
  }
}

it('keeps a download of several parts, which whoever has its address loads under its name', async () => {
  await store.write('downloads/a.csv', Readable.from(pieces(30), { objectMode: false }), 'text/csv; charset=utf-8');
  const address = await store.addressOf('downloads/a.csv', 'branches.csv');
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="branches.csv"');
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.concat(Array<Buffer>(30).fill(piece)))).toBe(true);
  expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('900');
  expect((await fetch(address.replace('a.csv', 'b.csv'))).status).toBe(403);
});

it('leaves neither an object nor parts of one when the content breaks off', async () => {
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield* pieces(30);
    throw new Error('the database went away');
  };
  const content = Readable.from(broken(), { objectMode: false });
  await expect(store.write('downloads/c.csv', content, 'text/csv')).rejects.toThrow('the database went away');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'downloads/c' }));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect([Contents, Uploads]).toEqual([[], []]);
});
