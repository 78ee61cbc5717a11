import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withEmulator } from './running.ts';

const Bucket = 'landing';
let s3: S3Client;
let sqs: SQSClient;
let QueueUrl: string | undefined;

withEmulator((settings) => {
  s3 = new S3Client(settings);
  sqs = new SQSClient(settings);
});

const eventSchema = z.object({
  Records: z.tuple([
    z.object({
      eventName: z.string(),
      eventSource: z.literal('aws:s3'),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({
          key: z.string(),
          size: z.number(),
          versionId: z.string(),
          sequencer: z.string(),
          eTag: z.string(),
        }),
      }),
    }),
  ]),
});

async function nextMessage(WaitTimeSeconds: number): Promise<string | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  const message = Messages?.[0];
  if (message === undefined) return undefined;
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return message.Body;
}

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

beforeAll(async () => {
  ({ QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: 'ingest',
      Attributes: {
        Policy: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 's3.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
              Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
            },
          ],
        }),
      },
    }),
  ));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            QueueArn: 'arn:aws:sqs:us-east-1:000000000000:ingest',
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'landing/' }] } },
          },
        ],
      },
    }),
  );
});

describe('a bucket that notifies a queue', () => {
  it('first sends a test event, which has no records', async () => {
    const body: unknown = JSON.parse((await nextMessage(5)) ?? '{}');
    expect(body).toMatchObject({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
    expect(body).not.toHaveProperty('Records');
  });

  it.each([
    ['landing/branch-stats/plain.csv', 'landing/branch-stats/plain.csv'],
    ['landing/branch-stats/a b+ü:(1)&=.csv', 'landing/branch-stats/a+b%2B%C3%BC%3A%281%29%26%3D.csv'],
  ])('names the object %s with its key URL-encoded, its version, size and sequencer', async (key, encoded) => {
    const { VersionId, ETag } = await put(key, '12345');
    const [{ eventName, s3: found }] = eventSchema.parse(JSON.parse((await nextMessage(5)) ?? '')).Records;
    expect(eventName).toBe('ObjectCreated:Put');
    expect(found.bucket.name).toBe(Bucket);
    expect(decodeURIComponent(found.object.key.replaceAll('+', ' '))).toBe(key);
    expect(found.object).toMatchObject({
      key: encoded,
      size: 5,
      versionId: VersionId,
      eTag: ETag?.replaceAll('"', ''),
    });
    expect(found.object.sequencer).toMatch(/^[0-9A-F]+$/i);
  });

  it('keeps silent about keys outside its prefix', async () => {
    await put('elsewhere/x.csv', 'x');
    await put('landing', 'x');
    expect(await nextMessage(1)).toBeUndefined();
  });

  it('gives later versions of a key a greater sequencer', async () => {
    const sequencers = [];
    for (const body of ['1', '2', '3']) {
      await put('landing/branch-stats/again.csv', body);
      const [{ s3: found }] = eventSchema.parse(JSON.parse((await nextMessage(5)) ?? '')).Records;
      sequencers.push(found.object.sequencer);
    }
    expect([...sequencers].sort()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(3);
  });
});
