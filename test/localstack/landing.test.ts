import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LandedObject, parseNotification } from '../../lambdas/core/landing/index.ts';
import { S3ObjectStore } from '../../lambdas/core/objects/s3-object-store.ts';
import { isLacking, type Landing, startLanding } from './landing-stack.ts';

let landing: Landing;
let first: string | undefined;

describe.skipIf(isLacking)('the landing stack on LocalStack', () => {
  beforeAll(async () => {
    landing = await startLanding();
    first = (await landing.take(landing.ingestUrl, 5))?.Body;
  });
  afterAll(() => landing?.stop());
  beforeEach(() => landing.empty());

  const put = async (Key: string, Body = '12345'): Promise<string> =>
    (await landing.s3.send(new PutObjectCommand({ Bucket: landing.bucket, Key, Body }))).VersionId ?? '';
  /** The next notification: the name of its event, and what intake reads from it. */
  async function next(): Promise<{ readonly event: string; readonly object: LandedObject | undefined }> {
    const body = (await landing.take(landing.ingestUrl, 5))?.Body ?? '{"Records":[]}';
    const parsed = parseNotification(body);
    return {
      event: JSON.parse(body).Records[0]?.eventName ?? 'none',
      object: parsed.kind === 'objects' ? parsed.objects[0] : undefined,
    };
  }
  const nothing = async (): Promise<void> => expect(await landing.receive(landing.ingestUrl, 1)).toEqual([]);

  describe('the bucket', () => {
    it('first sends a test event, which intake knows', () => {
      expect(parseNotification(first ?? '')).toEqual({ kind: 'test-event' });
    });

    it.each([
      'plain.csv',
      'a b.csv',
      'a+b.csv',
      'ü-é-漢.csv',
      '😀/💶.csv',
      '100%.csv',
      '%2B%25.csv',
      'line\nbreak.csv',
      'q?u&o=t\'e"s;#:@,$!*()[]{}|^~`.csv',
      'back\\slash.csv',
      `${'long/'.repeat(190)}x.csv`,
    ])('tells of a single put, and the key %j is read as it was written', async (name) => {
      const key = `landing/branch-stats/${name}`;
      const versionId = await put(key);
      const { event, object } = await next();
      expect(event).toBe('ObjectCreated:Put');
      expect(object).toMatchObject({ bucket: landing.bucket, key, versionId, size: 5 });
      expect(Math.abs(Date.parse(object?.landedAt ?? '') - Date.now())).toBeLessThan(60_000);
      const found = await new S3ObjectStore(landing.s3).describe(landing.bucket, key, versionId);
      expect(found).toMatchObject({ key, versionId, size: 5 });
    });

    it('tells of a multipart upload once, when it is complete, with the size of the whole', async () => {
      const place = { Bucket: landing.bucket, Key: 'landing/branch-stats/parts.csv' };
      const { UploadId } = await landing.s3.send(new CreateMultipartUploadCommand(place));
      const Parts = [];
      for (const [index, Body] of [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')].entries()) {
        const part = { ...place, UploadId, PartNumber: index + 1, Body };
        const { ETag } = await landing.s3.send(new UploadPartCommand(part));
        Parts.push({ ETag, PartNumber: index + 1 });
      }
      await nothing();
      const whole = { ...place, UploadId, MultipartUpload: { Parts } };
      const { VersionId } = await landing.s3.send(new CompleteMultipartUploadCommand(whole));
      const { event, object } = await next();
      expect(event).toBe('ObjectCreated:CompleteMultipartUpload');
      expect(object).toMatchObject({ key: place.Key, versionId: VersionId, size: 5 * 1024 * 1024 + 3 });
      await nothing();
    });

    it('tells of a copy as of a file of its own', async () => {
      await put('elsewhere/source.csv');
      const copy = { Bucket: landing.bucket, Key: 'landing/branch-stats/copy.csv' };
      const CopySource = `${landing.bucket}/elsewhere/source.csv`;
      const { VersionId } = await landing.s3.send(new CopyObjectCommand({ ...copy, CopySource }));
      const { event, object } = await next();
      expect(event).toBe('ObjectCreated:Copy');
      expect(object).toMatchObject({ key: copy.Key, versionId: VersionId, size: 5 });
    });

    it('tells of each version of a key, and not of its deletion', async () => {
      const key = 'landing/branch-stats/again.csv';
      const versions = [await put(key, '1'), await put(key, '22')];
      const told = [await next(), await next()].map(({ object }) => [object?.versionId, object?.size]);
      expect(told.sort()).toEqual(
        [
          [versions[0], 1],
          [versions[1], 2],
        ].sort(),
      );
      const { DeleteMarker } = await landing.s3.send(new DeleteObjectCommand({ Bucket: landing.bucket, Key: key }));
      expect(DeleteMarker).toBe(true);
      await nothing();
      const store = new S3ObjectStore(landing.s3);
      expect(await store.describe(landing.bucket, key)).toBeUndefined();
      expect(await store.describe(landing.bucket, key, versions[0])).toMatchObject({ size: 1 });
      const listed = await store.listVersions(landing.bucket, key, undefined);
      expect(listed.versions.map(({ versionId }) => versionId)).toEqual([...versions].reverse());
    });

    it('keeps silent about keys outside its prefix', async () => {
      for (const key of ['elsewhere/x.csv', 'landing', 'landings/x.csv', 'Landing/x.csv']) {
        await put(key);
      }
      await nothing();
    });
  });

  describe('the ingest queue', () => {
    it('is what its template says: encrypted by SQS, with the dead letters after five tries', async () => {
      const { SqsManagedSseEnabled, VisibilityTimeout, RedrivePolicy, Policy } = await landing.attributes(
        landing.ingestUrl,
      );
      expect([SqsManagedSseEnabled, VisibilityTimeout]).toEqual(['true', '720']);
      const dead = (await landing.attributes(landing.deadLettersUrl))['QueueArn'];
      expect(JSON.parse(RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn: dead, maxReceiveCount: 5 });
      expect(JSON.parse(Policy ?? '').Statement).toMatchObject([
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' },
      ]);
      expect((await landing.attributes(landing.deadLettersUrl))['SqsManagedSseEnabled']).toBe('true');
    });

    it('hides a message that is worked on, and shows it again when its time is over', async () => {
      await put('landing/branch-stats/hidden.csv');
      const [message] = await landing.receive(landing.ingestUrl, 5);
      await nothing();
      await landing.hide(landing.ingestUrl, message, 1);
      const [again] = await landing.receive(landing.ingestUrl, 5);
      expect(again?.MessageId).toBe(message?.MessageId);
      expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    });

    it('gives a message up after five tries, unchanged and with its origin, to the dead letters', async () => {
      const body = ' {"ü":"😀"}\n\t';
      const attributes = { Sender: { DataType: 'String', StringValue: 'somebody' } };
      const { MessageId } = await landing.sqs.send(
        new SendMessageCommand({ QueueUrl: landing.ingestUrl, MessageBody: body, MessageAttributes: attributes }),
      );
      for (let tries = 1; tries <= 5; tries += 1) {
        const [message] = await landing.receive(landing.ingestUrl, 2, { VisibilityTimeout: 0 });
        expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(tries));
      }
      await nothing();
      const [dead] = await landing.receive(landing.deadLettersUrl, 5);
      expect(dead).toMatchObject({ MessageId, Body: body, MessageAttributes: attributes });
      const origin = (await landing.attributes(landing.ingestUrl))['QueueArn'];
      expect(dead?.Attributes).toMatchObject({ DeadLetterQueueSourceArn: origin });
    });
  });
});
