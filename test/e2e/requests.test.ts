import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import { type Deployed, deploy } from './deployed.ts';
import { csv, linesOf, transactions } from './files.ts';
import { figuresOf } from './oracle.ts';

let deployed: Deployed;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  deployed = await deploy({ recordCallsAs: 'requests' });
  const place = { endpoint: deployed.cloud.endpoints.emulator, region: LAPTOP_REGION, credentials: LAPTOP_KEYS };
  s3 = new S3Client({ ...place, forcePathStyle: true });
  sqs = new SQSClient(place);
});
afterAll(async () => {
  s3?.destroy();
  sqs?.destroy();
  await deployed?.stop();
});

const replySchema = z.looseObject({
  requestId: z.string(),
  state: z.string(),
  runId: z.string().nullable(),
  rowsCounted: z.number().nullable(),
  figures: z.array(z.record(z.string(), z.unknown())).nullable(),
  figuresAt: z.object({ bucket: z.string(), key: z.string(), size: z.number(), sha256: z.string() }).nullable(),
});

const land = async (name: string, text: string): Promise<string> => {
  const place = { Bucket: deployed.cloud.outputs.LandingBucketName, Key: `landing/branch-stats/${name}` };
  await s3.send(new PutObjectCommand({ ...place, Body: text, ChecksumAlgorithm: 'CRC64NVME' }));
  return `s3://${place.Bucket}/${place.Key}`;
};
const ask = (request: object): Promise<unknown> =>
  sqs.send(
    new SendMessageCommand({ QueueUrl: deployed.cloud.outputs.RequestQueueUrl, MessageBody: JSON.stringify(request) }),
  );
const post = async (request: object): Promise<{ status: number; body: Record<string, unknown> }> => {
  const headers = { 'content-type': 'application/json' };
  const url = new URL('api/runs', deployed.cloud.dashboardUrl);
  const answer = await deployed.cloud.fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

/** The next replies, as their very texts. */
async function replies(count: number): Promise<string[]> {
  const texts: string[] = [];
  for (const end = performance.now() + 90_000; texts.length < count && performance.now() < end; ) {
    const QueueUrl = deployed.cloud.outputs.ResponseQueueUrl;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    texts.push(...Messages.map(({ Body }) => Body ?? ''));
    await sleep(250);
  }
  expect(texts).toHaveLength(count);
  return texts;
}
const read = (text: string | undefined) => replySchema.parse(JSON.parse(text ?? ''));

describe('Who asks for a run', () => {
  it('gets one reply with its figures, and the same bytes when asking again', async () => {
    const rows = transactions(2_000, 61);
    const source = await land('asked.csv', csv(linesOf(rows)));
    const request = { requestId: 'asked.1', jobType: 'branch-stats', source, parameters: {} };
    await ask(request);
    const [first] = await replies(1);
    const reply = read(first);
    expect(reply).toMatchObject({ requestId: 'asked.1', state: 'SUCCEEDED', rowsCounted: 2_000, figuresAt: null });
    expect(reply.figures).toEqual(figuresOf(rows));
    await ask(request);
    expect(await replies(1)).toEqual([first]);
    const run = await deployed.api.run(reply.runId ?? '');
    expect(run.attempts).toBe(1);
  });

  it('may ask through the API, again or as another one, and there is one run', async () => {
    const source = await land('posted.csv', csv(linesOf(transactions(500, 62))));
    const request = { requestId: 'posted.1', jobType: 'branch-stats', source, parameters: {} };
    const first = await post(request);
    expect([200, 202]).toContain(first.status);
    const again = await post(request);
    const other = await post({ ...request, requestId: 'posted.2' });
    expect([again.status, other.status]).toEqual([200, 200]);
    expect(new Set([first, again, other].map(({ body }) => body['runId'])).size).toBe(1);
    const told = (await replies(2)).map((text) => read(text));
    expect(told.map(({ requestId }) => requestId).sort()).toEqual(['posted.1', 'posted.2']);
    expect(told.every(({ state, runId }) => state === 'SUCCEEDED' && runId === first.body['runId'])).toBe(true);
  });

  it('gets a large result as an object whose hash the reply tells', async () => {
    const lines = Array.from({ length: 9_000 }, (_, place) => `2026-01-01T00:00:00Z,BRANCH-${place},1.00`);
    const source = await land('large.csv', csv(lines));
    await ask({ requestId: 'large.1', jobType: 'branch-stats', source, parameters: {} });
    const [text = ''] = await replies(1);
    expect(Buffer.byteLength(text)).toBeLessThan(262_144);
    const { figures, figuresAt } = read(text);
    expect(figures).toBeNull();
    const object = await s3.send(new GetObjectCommand({ Bucket: figuresAt?.bucket, Key: figuresAt?.key }));
    const whole = (await object.Body?.transformToString()) ?? '';
    expect(Buffer.byteLength(whole)).toBe(figuresAt?.size);
    expect(createHash('sha256').update(whole).digest('hex')).toBe(figuresAt?.sha256);
    expect(read(whole).figures).toHaveLength(9_000);
  });

  it('is told why there is no run', async () => {
    const source = `s3://${deployed.cloud.outputs.LandingBucketName}/landing/branch-stats/nothing-there.csv`;
    await ask({ requestId: 'none.1', jobType: 'branch-stats', source, parameters: {} });
    expect(read((await replies(1))[0])).toMatchObject({ requestId: 'none.1', state: 'REFUSED', runId: null });
    expect((await post({ requestId: 'none.2', jobType: 'branch-stats', source, parameters: {} })).status).toBe(422);
  });
});
