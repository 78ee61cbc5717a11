import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readStage } from '../../../lib/stages/index.ts';
import { outputs } from '../../../local/build/outputs.ts';
import { parseRedriveArguments } from '../../../redrive/arguments.ts';
import { type Letter, toLetter } from '../../../redrive/letter.ts';
import { letterLines } from '../../../redrive/lines.ts';
import { findQueues, type Queues } from '../../../redrive/queues.ts';
import { type Fate, redrive } from '../../../redrive/redrive.ts';
import { LANDING, notification, RESULTS } from '../../lambdas/notifications.ts';
import { type RealDatabase, startRealDatabase } from '../../lambdas/real-database.ts';
import { eventually, scratchDirectory, withEmulator } from './running.ts';
import { attribute, deployStack, ref } from './stack.ts';
import { zipOf } from './zip.ts';

const root = path.join(import.meta.dirname, '../../..');
let clients: { sqs: SQSClient; lambda: LambdaClient; s3: S3Client; glue: GlueClient; formation: CloudFormationClient };
let real: RealDatabase;
let queues: Queues;

withEmulator((settings) => {
  clients = {
    sqs: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    glue: new GlueClient(settings),
    formation: new CloudFormationClient(settings),
  };
});

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
  await deployQueues();
  queues = await findQueues(
    readStage('local'),
    { cloudFormation: clients.formation, sqs: clients.sqs },
    new AbortController().signal,
  );
  await clients.s3.send(new CreateBucketCommand({ Bucket: RESULTS }));
  const job = { Name: 'job', Role: 'arn:aws:iam::000000000000:role/any', Command: { Name: 'glueetl' } };
  await clients.glue.send(new CreateJobCommand(job));
  const { directory, remove } = await scratchDirectory();
  await outputs[0]?.make(directory, { root, signal: new AbortController().signal });
  await deploy('intake', directory, 'ingest', {
    LANDING_BUCKET: LANDING,
    RESULTS_BUCKET: RESULTS,
    REQUEST_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:request',
    REPLIES_FOR_UPLOADS: 'no',
  });
  await deploy('settle', directory, 'watchdog', {
    HEARTBEAT_TIMEOUT_SECONDS: '60',
    RESPONSE_QUEUE_URL: originOf('watchdog').url,
    RESULTS_BUCKET: RESULTS,
  });
  await remove();
});
afterAll(() => real.stop());

/** Queues as our stacks have them, under the names of the local stage's stacks and outputs. */
async function deployQueues(): Promise<void> {
  const queue = (DelaySeconds = 0) => ({
    Type: 'AWS::SQS::Queue',
    Properties: {
      // Longer than a cold start, or a message would be handled, and buried, by two at once.
      VisibilityTimeout: 30,
      DelaySeconds,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: attribute('DeadLetters', 'Arn') },
    },
  });
  await deployStack(clients.formation, 'Countinghouse-local-Landing', {
    Resources: {
      DeadLetters: { Type: 'AWS::SQS::Queue' },
      Ingest: queue(),
      Watchdog: queue(),
      Response: { Type: 'AWS::SQS::Queue' },
    },
    Outputs: {
      DeadLetterQueueUrl: { Value: ref('DeadLetters') },
      IngestQueueUrl: { Value: ref('Ingest') },
      WatchdogQueueUrl: { Value: ref('Watchdog') },
      ResponseQueueUrl: { Value: ref('Response') },
    },
  });
  await deployStack(clients.formation, 'Countinghouse-local-Processing', {
    Resources: { Any: { Type: 'AWS::SQS::Queue' } },
  });
}

/** Deploys a function as `npm run build` bundles it, and lets it read its queue. */
async function deploy(name: string, built: string, queue: string, own: Record<string, string>): Promise<void> {
  const folder = path.join(built, name);
  const declarations = readdirSync(path.join(folder, 'job-types')).map((file) => path.join('job-types', file));
  const files = ['index.mjs', ...declarations].map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]);
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/any',
      Code: { ZipFile: zipOf(Object.fromEntries(files)) },
      Environment: { Variables: { ...variables(name), ...own } },
      Timeout: 60,
    }),
  );
  await waitUntilFunctionActiveV2({ client: clients.lambda, maxWaitTime: 10, minDelay: 1 }, { FunctionName: name });
  await clients.lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: originOf(queue).arn,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
}

const variables = (service: string): Record<string, string> => ({
  STAGE: 'local',
  CODE_VERSION: 'test',
  POWERTOOLS_SERVICE_NAME: service,
  POWERTOOLS_LOG_LEVEL: 'INFO',
  AWS_ENDPOINT_URL_RDS_DATA: real.dataApi.endpoint,
  DATABASE_CLUSTER_ARN: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
  DATABASE_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
  DATABASE_NAME: 'countinghouse',
  WATCHDOG_QUEUE_URL: originOf('watchdog').url,
  WATCHDOG_DELAY_SECONDS: '900',
  DEAD_LETTER_QUEUE_URL: queues.deadLetters,
  DPU_HOURS_PER_DAY: 'unlimited',
  GLUE_JOBS: '{"branch-stats":{"jobName":"job","maxWorkers":1,"dpus":2,"logGroupPrefix":"/logs"}}',
});

function originOf(queue: string) {
  const origin = queues.origins.find(({ name }) => name === queue);
  if (origin === undefined) throw new Error(`no queue ${queue}`);
  return origin;
}

const send = async (url: string, MessageBody: string, more = {}): Promise<string> =>
  (await clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }))).MessageId ?? '';

async function lyingThere(count: number): Promise<void> {
  await eventually(async () => {
    const wanted = { QueueUrl: queues.deadLetters, AttributeNames: ['ApproximateNumberOfMessages' as const] };
    const { Attributes } = await clients.sqs.send(new GetQueueAttributesCommand(wanted));
    return Attributes?.ApproximateNumberOfMessages === String(count) || undefined;
  }, 60);
}

async function runRedrive(...argv: readonly string[]) {
  const wished = parseRedriveArguments(argv);
  if (wished === 'help') throw new Error('help');
  const told: { letter: Letter; fate: Fate }[] = [];
  const outcome = await redrive(wished, {
    sqs: clients.sqs,
    queues,
    signal: new AbortController().signal,
    onLetter: (letter, fate) => told.push({ letter, fate }),
  });
  return { told, outcome };
}

beforeEach(async () => {
  await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: queues.deadLetters }));
});

describe('our own functions on real queues', () => {
  it('bury at once what they cannot use, with reason and attributes, and record the rest of the batch', async () => {
    const ingest = originOf('ingest');
    const watchdog = originOf('watchdog');
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const bodies = ['garbage', nested, '{"Records":[{"eventName":"ObjectCreated:Put"}]}', 'ü😀\n\t'];
    const MessageAttributes = {
      Sender: { DataType: 'String', StringValue: 'somebody' },
      Bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 1, 255) },
    };
    const ids = await Promise.all(bodies.map((body) => send(ingest.url, body, { MessageAttributes })));
    const key = `landing/branch-stats/${randomUUID()}.csv`;
    await send(ingest.url, notification({ key, versionId: 'v', size: 1 }));
    const watchdogId = await send(watchdog.url, '{"runId":7}');
    await lyingThere(5);
    await eventually(async () => {
      const rows = await real.rows('select 1 from run_source where key = :key', { key });
      return rows.length === 1 || undefined;
    });
    const { told, outcome } = await runRedrive('--list');
    expect(outcome).toEqual({ seen: 5, broughtBack: 0, left: 0, isCutShort: false });
    const letters = told.map(({ letter }) => letter);
    expect(letters.map(({ id }) => id).sort()).toEqual([...ids, watchdogId].sort());
    for (const [place, body] of bodies.entries()) {
      const letter = letters.find(({ id }) => id === ids[place]);
      expect(letter).toMatchObject({ body, origin: ingest.arn, function: 'intake', attributes: MessageAttributes });
      expect(letter?.reason).toMatch(/^(The message is|Record 1 of 1) /);
    }
    expect(letters.find(({ id }) => id === watchdogId)).toMatchObject({
      origin: watchdog.arn,
      function: 'settle',
      reason: expect.stringContaining('runId'),
    });
    expect(told.flatMap(({ letter, fate }) => letterLines(letter, fate)).join('\n')).not.toContain('garbage');
    await lyingThere(5);
  });

  it('bury what fails each time with its last try, and record it once it was brought back', async () => {
    const ingest = originOf('ingest');
    // The functions are warm by now, and the tries need not be half a minute apart.
    const quick = { QueueUrl: ingest.url, Attributes: { VisibilityTimeout: '2' } };
    await clients.sqs.send(new SetQueueAttributesCommand(quick));
    await real.rows('alter table run rename to run_away');
    const key = `landing/branch-stats/${randomUUID()}.csv`;
    const id = await send(ingest.url, notification({ key, versionId: 'v', size: 1 }));
    await lyingThere(1);
    const { told } = await runRedrive('--dry-run');
    expect(told).toMatchObject([
      {
        letter: { id, reason: expect.stringContaining('refused a statement') },
        fate: { kind: 'would-be-brought-back' },
      },
    ]);
    await real.rows('alter table run_away rename to run');
    expect((await runRedrive()).outcome).toMatchObject({ seen: 1, broughtBack: 1, left: 0 });
    await eventually(async () => {
      const rows = await real.rows('select 1 from run_source where key = :key', { key });
      return rows.length === 1 || undefined;
    });
    await lyingThere(0);
  });
});

describe('redrive', () => {
  it('knows the queues that our functions read, and not the one that replies go to', async () => {
    expect(queues.origins.map(({ name }) => name).sort()).toEqual(['ingest', 'watchdog']);
    const wished = { act: 'list', queue: 'response', most: 1, seconds: 1 } as const;
    const signal = new AbortController().signal;
    await expect(redrive(wished, { sqs: clients.sqs, queues, signal, onLetter: () => undefined })).rejects.toThrow(
      'There is no queue "response"; --queue takes one of',
    );
  });

  it('leaves what came from nowhere or from another queue, and says so', async () => {
    await send(queues.deadLetters, 'by hand');
    await send(queues.deadLetters, 'from elsewhere', {
      MessageAttributes: { Queue: { DataType: 'String', StringValue: 'arn:aws:sqs:us-east-1:000000000000:elsewhere' } },
    });
    const { told, outcome } = await runRedrive();
    expect(outcome).toEqual({ seen: 2, broughtBack: 0, left: 2, isCutShort: false });
    const lines = told.flatMap(({ letter, fate }) => letterLines(letter, fate)).join('\n');
    expect(lines).toContain('left: nothing tells where it came from');
    expect(lines).toContain('left: it came from arn:aws:sqs:us-east-1:000000000000:elsewhere');
    await lyingThere(2);
  });

  it('does not bring back for ever what returns each time', async () => {
    await send(originOf('ingest').url, 'garbage');
    await lyingThere(1);
    const { told, outcome } = await runRedrive();
    expect(outcome.broughtBack).toBe(1);
    expect(told.length).toBeLessThanOrEqual(2);
    await lyingThere(1);
  });

  it('keeps to one queue and to a number of messages', async () => {
    await send(originOf('ingest').url, 'garbage');
    await send(originOf('watchdog').url, 'garbage');
    await lyingThere(2);
    expect((await runRedrive('--list', '--queue', 'watchdog')).told).toMatchObject([
      { letter: { function: 'settle' }, fate: { origin: { name: 'watchdog' } } },
    ]);
    expect((await runRedrive('--list', '--max', '1')).outcome).toMatchObject({ seen: 1, isCutShort: true });
    await expect(runRedrive('--queue', 'nonsense')).rejects.toThrow('--queue takes one of ingest, watchdog');
    await lyingThere(2);
  });

  it('knows what SQS moved by itself, and under which name it was sent', async () => {
    expect(
      toLetter({
        MessageId: 'm',
        Body: 'b',
        Attributes: { DeadLetterQueueSourceArn: 'arn', SentTimestamp: '0' } as never,
      }),
    ).toMatchObject({ id: 'm', origin: 'arn', reason: expect.stringContaining('SQS moved it') });
  });
});
