import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SqsDeadLetters } from '../../lambdas/core/dead-letters/sqs-dead-letters.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { recordedMarkerKey } from '../../lambdas/core/landing/index.ts';
import { type Intake, takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { S3ObjectStore } from '../../lambdas/core/objects/s3-object-store.ts';
import { deliverySchema } from '../../lambdas/core/queues/received-message.ts';
import { SqsMessageQueue } from '../../lambdas/core/queues/sqs-message-queue.ts';
import { workerIdSchema } from '../../lambdas/core/runs/index.ts';
import { sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { FakeTelemetry } from '../lambdas/fakes/telemetry.ts';
import { FakeWorkerJobs } from '../lambdas/fakes/worker-jobs.ts';
import { type RealDatabase, startRealDatabase } from '../lambdas/real-database.ts';
import { crc64nvme } from '../local/emulator/crc64.ts';
import { isLacking, type Landing, startLanding } from './landing-stack.ts';

const root = path.join(import.meta.dirname, '../..');
let landing: Landing;
let real: RealDatabase;
let intake: Intake;
let ingestArn: string;

/** S3 notifies behind the uploads: what came after the queue was emptied would be recorded without the sweep. */
const untilNotified = (uploads: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const { ApproximateNumberOfMessages: waiting } = await landing.attributes(landing.ingestUrl);
      expect(Number(waiting)).toBe(uploads);
    },
    { timeout: 60_000, interval: 500 },
  );

describe.skipIf(isLacking)('intake on LocalStack', () => {
  beforeAll(async () => {
    [landing, real] = await Promise.all([startLanding(), startRealDatabase({ migrated: true })]);
    ingestArn = (await landing.attributes(landing.ingestUrl))['QueueArn'] ?? '';
  });
  afterAll(async () => {
    await landing?.stop();
    await real?.stop();
  });
  beforeEach(async () => {
    await landing.empty();
    await real.empty();
    intake = {
      database: real.database,
      objects: new S3ObjectStore(landing.s3),
      watchdog: new SqsMessageQueue(landing.sqs, landing.watchdogUrl),
      watchdogDelaySeconds: 0,
      requestQueueArn: 'arn:aws:sqs:us-east-1:000000000000:request',
      repliesForUploads: false,
      landingBucket: landing.bucket,
      resultsBucket: landing.resultsBucket,
      jobTypes: readJobTypes(path.join(root, 'job-types')),
      deadLetters: new SqsDeadLetters(landing.sqs, landing.deadLettersUrl, 'intake'),
      telemetry: new FakeTelemetry(),
      jobs: new FakeWorkerJobs(),
      glueJobs: { 'branch-stats': { jobName: 'job', maxWorkers: 1, dpus: 2, logGroupPrefix: '/logs' } },
      dpuHoursPerDay: null,
      newWorkerId: () => workerIdSchema.parse(randomUUID()),
    };
  });

  const put = async (Key: string, Body = '12345'): Promise<string> =>
    (await landing.s3.send(new PutObjectCommand({ Bucket: landing.bucket, Key, Body }))).VersionId ?? '';
  const send = (MessageBody: string) =>
    landing.sqs.send(new SendMessageCommand({ QueueUrl: landing.ingestUrl, MessageBody }));
  const sources = () => real.rows('select key, version_id, size from run_source order by key, version_id');

  /** Hands one batch of the queue to intake, as Lambda does. @returns what came, with what has failed */
  async function deliver(isDeleted = true) {
    const messages = await landing.receive(landing.ingestUrl, 2);
    const { Records } = deliverySchema.parse({ Records: messages.map((message) => recordOf(message, ingestArn)) });
    const failed = await takeMessages(Records, intake);
    for (const { ReceiptHandle } of isDeleted ? messages.filter((m) => !failed.includes(m.MessageId ?? '')) : []) {
      await landing.sqs.send(new DeleteMessageCommand({ QueueUrl: landing.ingestUrl, ReceiptHandle }));
    }
    return { messages, failed };
  }
  async function deliverAll(): Promise<void> {
    while ((await deliver()).messages.length > 0);
  }

  it('records a run for each file that lands, with its watchdog and its marker', async () => {
    const keys = ['a b+ü.csv', '100%/😀.csv', 'line\nbreak.csv'].map((name) => `landing/branch-stats/${name}`);
    const versions = new Map<string, string>();
    for (const key of keys) {
      versions.set(key, await put(key));
    }
    await deliverAll();
    expect(await sources()).toEqual(
      [...versions].map(([key, version_id]) => ({ key, version_id, size: 5 })).sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
    for (const [key, version] of versions) {
      const marker = recordedMarkerKey(key, version);
      expect(await intake.objects.describe(landing.resultsBucket, marker)).toMatchObject({ size: 0 });
    }
    const watched = (await landing.receive(landing.watchdogUrl, 2)).map(({ Body }) => JSON.parse(Body ?? '').runId);
    const runs = await real.rows('select run_id from run');
    expect(watched.sort()).toEqual(runs.map((run) => run['run_id']).sort());
  });

  it('records one run of a message that is delivered twice, and of a version that is announced twice', async () => {
    await put('landing/branch-stats/twice.csv');
    const { messages } = await deliver(false);
    await landing.hide(landing.ingestUrl, messages[0], 0);
    await send(messages[0]?.Body ?? '');
    await deliverAll();
    expect(await sources()).toHaveLength(1);
    expect(await landing.receive(landing.watchdogUrl, 1)).toHaveLength(1);
  });

  it('puts what it cannot use among the dead letters at once, and records the rest of the batch', async () => {
    const bodies = ['garbage', '{"Records":[{"eventName":"ObjectCreated:Put"}]}', `"${'x'.repeat(200_000)}"`];
    await Promise.all(bodies.map(send));
    await put('landing/branch-stats/good.csv');
    await deliverAll();
    expect(await sources()).toHaveLength(1);
    const dead = await landing.receive(landing.deadLettersUrl, 2);
    expect(dead.map(({ Body }) => Body).sort()).toEqual(bodies.sort());
    for (const { MessageAttributes } of dead) {
      expect(MessageAttributes?.['Reason']?.StringValue).toMatch(/^(The message is|Record 1 of 1) /);
      expect(MessageAttributes?.['Queue']?.StringValue).toBe(ingestArn);
    }
  });

  it('leaves a message too large for anything beside it to SQS', async () => {
    await send(`"${'x'.repeat(256 * 1024 - 10)}"`);
    const { messages, failed } = await deliver();
    expect(failed).toEqual([messages[0]?.MessageId]);
    expect(await landing.receive(landing.deadLettersUrl, 1)).toEqual([]);
  });

  it('has dead letters brought back by the command redrive, whose exit code says whether some are left', async () => {
    const run = (...argv: string[]) =>
      promisify(execFile)(process.execPath, [path.join(root, 'redrive/main.mjs'), '--stage', 'local', ...argv], {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: landing.settings.endpoint,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => error,
      );
    await send('garbage');
    await deliver();
    const list = await run('--list');
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(
      / {2}ingest {2}.* 7 bytes {2}given up by intake\n {4}The message is not JSON\.\n1 dead/,
    );
    expect(await run('--queue', 'watchdog')).toMatchObject({
      code: 0,
      stdout: '0 dead letters, 0 brought back, 0 left\n',
    });
    const brought = await run();
    expect(brought).toMatchObject({ code: 0 });
    expect(brought.stdout).toMatch(/brought back to ingest\n1 dead letter, 1 brought back, 0 left\n$/);
    expect((await landing.take(landing.ingestUrl, 2))?.Body).toBe('garbage');
    await landing.sqs.send(new SendMessageCommand({ QueueUrl: landing.deadLettersUrl, MessageBody: 'by hand' }));
    expect(await run()).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing tells where it came from') });
  });

  it('hears from the sweep of what no notification told of, over pages of versions and of markers', async () => {
    const count = 1_020; // listings have pages of 1,000
    const names = Array.from(
      { length: count },
      (_, place) => `landing/branch-stats/${String(place).padStart(4, '0')}.csv`,
    );
    const versions: string[] = [];
    await landing.empty();
    for (let start = 0; start < count; start += 30) {
      const some = names.slice(start, start + 30);
      versions.push(...(await Promise.all(some.map((name) => put(name, 'x')))));
      await Promise.all(
        some.map((name, index) =>
          intake.objects.write(landing.resultsBucket, recordedMarkerKey(name, versions[start + index] ?? ''), ''),
        ),
      );
    }
    const again = await put(names[7] ?? '', 'new version');
    const hidden = await put('landing/branch-stats/a!b c/ü.csv', 'x');
    await untilNotified(count + 2);
    await landing.empty();
    const sweeping = {
      objects: intake.objects,
      ingest: new SqsMessageQueue(landing.sqs, landing.ingestUrl),
      landingBucket: landing.bucket,
      resultsBucket: landing.resultsBucket,
      landedBefore: new Date(Date.now() + 60_000).toISOString(),
      isOutOfTime: () => false,
      now: Date.now,
      mostListsPerDay: 1_000_000,
      telemetry: intake.telemetry,
    };
    expect(await sweepOn(sweeping)).toBe(true);
    await deliverAll();
    const found = (await sources()).map(({ key, version_id }) => [key, version_id]);
    expect(found).toContainEqual([names[7], again]);
    expect(found).toContainEqual(['landing/branch-stats/a!b c/ü.csv', hidden]);
    expect(found.filter(([key]) => names.includes(String(key)))).toHaveLength(1);
    await landing.empty();
    expect(await sweepOn(sweeping)).toBe(true);
    expect(await landing.receive(landing.ingestUrl, 1)).toEqual([]);
  });

  // Addresses for parts without a checksum, as the browser uses them, are not tried here: LocalStack wants one of each part
  // where S3 wants none. The laptop cloud's own tests try them.
  it('takes an upload in parts, with the CRC-64/NVME of the whole', async () => {
    const Key = 'landing/branch-stats/parts.csv';
    const whole = Buffer.concat([Buffer.alloc(5 * 1024 * 1024, 'b'), Buffer.from('tail')]);
    const params = { Bucket: landing.bucket, Key, Body: whole, ChecksumAlgorithm: 'CRC64NVME' as const };
    const { VersionId } = await new Upload({ client: landing.s3, partSize: 5 * 1024 * 1024, params }).done();
    await deliverAll();
    expect(await sources()).toEqual([{ key: Key, version_id: VersionId, size: whole.length }]);
    const version = { Bucket: landing.bucket, Key, VersionId };
    const { ChecksumCRC64NVME } = await landing.s3.send(new HeadObjectCommand({ ...version, ChecksumMode: 'ENABLED' }));
    expect(ChecksumCRC64NVME).toBe(crc64nvme(whole));
  });
});

/** A message as Lambda would hand it to a function. */
const recordOf = (
  { MessageId, Body, Attributes, MessageAttributes = {} }: Message,
  eventSourceARN: string,
): unknown => ({
  messageId: MessageId,
  body: Body,
  eventSourceARN,
  attributes: Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue },
    ]),
  ),
});
