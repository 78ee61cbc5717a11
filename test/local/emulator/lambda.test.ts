import { cpus } from 'node:os';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateEventSourceMappingCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deployFunction, reporting } from './functions.ts';
import { type ClientSettings, withEmulator } from './running.ts';

let settings: ClientSettings;
let lambda: LambdaClient;
let sqs: SQSClient;

withEmulator((given) => {
  settings = given;
  lambda = new LambdaClient(given);
  sqs = new SQSClient(given);
});

async function queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? '';
}

const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

const callSchema = z.object({
  event: z.unknown(),
  environment: z.record(z.string(), z.string().optional()),
  remaining: z.number(),
});

async function nextBody(QueueUrl: string, WaitTimeSeconds = 20): Promise<string | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  const message = Messages?.[0];
  if (message !== undefined) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
  return message?.Body;
}

const nextCall = async (url: string) => callSchema.parse(JSON.parse((await nextBody(url)) ?? 'null'));

const sqsEventSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

describe('a function', () => {
  it('is an ES module that knows its variables, the emulator, credentials and region', async () => {
    const calls = await queue('calls');
    await deployFunction(lambda, 'knows', reporting(calls, 'return { answer: 42 };'), { STAGE: 'local' });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'knows', Payload: '{"question":"?"}' }));
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ answer: 42 });
    const call = await nextCall(calls);
    expect(call.event).toEqual({ question: '?' });
    expect(call.environment).toEqual({
      AWS_ENDPOINT_URL: settings.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/\S/),
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_LAMBDA_FUNCTION_NAME: 'knows',
      STAGE: 'local',
    });
    expect(call.remaining).toBeGreaterThan(1_000);
    expect(call.remaining).toBeLessThanOrEqual(10_000);
  });

  it('that throws answers with its error', async () => {
    await deployFunction(lambda, 'throws', 'export const handler = async () => { throw new TypeError("no luck"); };');
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'throws', Payload: '{}' }));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorMessage: 'no luck' });
  });

  it('that logs nothing answers at once', async () => {
    await deployFunction(lambda, 'silent', 'export const handler = async () => 1;');
    const times: number[] = [];
    for (let call = 0; call < 10; call++) {
      const start = performance.now();
      await lambda.send(new InvokeCommand({ FunctionName: 'silent', Payload: '{}' }));
      times.push(performance.now() - start);
    }
    // The quickest, since the machine may be busy; waiting for a log that never comes would take 50 ms each time.
    expect(Math.min(...times)).toBeLessThan(40);
  });

  it('has all that an invocation logged, and nothing else, in the log of that invocation', async () => {
    const code = `export const handler = async ({ call }) => {
      for (let line = 0; line < 300; line++) console.log('call', call, 'line', line);
      console.error('call', call, 'is over');
      if (call === 3) throw new Error('no luck');
    };`;
    await deployFunction(lambda, 'talkative', code);
    for (const call of [1, 2, 3, 4]) {
      const Payload = JSON.stringify({ call });
      const answer = await lambda.send(new InvokeCommand({ FunctionName: 'talkative', Payload, LogType: 'Tail' }));
      const lines = Buffer.from(answer.LogResult ?? '', 'base64')
        .toString()
        .split('\n');
      const told = lines.filter((line) => line.startsWith('call '));
      expect(told.at(-1)).toBe(`call ${call} is over`);
      expect(told.at(-2)).toBe(`call ${call} line 299`);
      expect(told.filter((line) => !line.startsWith(`call ${call} `))).toEqual([]);
      expect(answer.LogResult).not.toContain('\0');
    }
  });
});

describe('a function that many call at once', () => {
  it('answers all of them with few processes', async () => {
    const code = `export const handler = async ({ call }) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { call, process: process.pid };
    };`;
    await deployFunction(lambda, 'popular', code);
    const answerSchema = z.object({ call: z.number(), process: z.number() });
    const calls = Array.from({ length: 60 }, (_, call) => call);
    const answers = await Promise.all(
      calls.map(async (call) => {
        const Payload = JSON.stringify({ call });
        const { Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName: 'popular', Payload }));
        return answerSchema.parse(JSON.parse(answer?.transformToString() ?? ''));
      }),
    );
    expect(answers.map(({ call }) => call)).toEqual(calls);
    const processes = new Set(answers.map(({ process }) => process)).size;
    expect(processes).toBeGreaterThan(1);
    expect(processes).toBeLessThanOrEqual(Math.max(4, 2 * cpus().length));
  });
});

describe('a function fed by a queue', () => {
  it('gets only the failed messages again, and those that keep failing go to the dead-letter queue', async () => {
    const calls = await queue('batch-calls');
    const dead = await queue('dead');
    const source = await queue('source', {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ maxReceiveCount: 2, deadLetterTargetArn: queueArn('dead') }),
    });
    const failPoison = `return { batchItemFailures: event.Records
      .filter(({ body }) => body === 'poison').map(({ messageId }) => ({ itemIdentifier: messageId })) };`;
    await deployFunction(lambda, 'batch', reporting(calls, failPoison));
    const bodies = ['good', 'poison', 'fine'];
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: source,
        Entries: bodies.map((MessageBody) => ({ Id: MessageBody, MessageBody })),
      }),
    );
    await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'batch',
        EventSourceArn: queueArn('source'),
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
    );
    expect(await nextBody(dead)).toBe('poison');
    const seen = [await nextCall(calls), await nextCall(calls)].map(({ event }) =>
      sqsEventSchema.parse(event).Records.map(({ body }) => body),
    );
    expect(seen).toEqual([bodies, ['poison']]);
    expect(await nextBody(calls, 1)).toBeUndefined();
  });
});

describe('a rule on the event bus', () => {
  it("calls a function for events of the laptop's own source that match, and for no others", async () => {
    const calls = await queue('rule-calls');
    const Arn = await deployFunction(lambda, 'rule', reporting(calls));
    const events = new EventBridgeClient(settings);
    const pattern = {
      source: ['aws.glue', 'countinghouse.glue'],
      'detail-type': ['Glue Job State Change'],
      detail: { jobName: ['branch-stats'], state: ['SUCCEEDED', 'FAILED'] },
    };
    await events.send(new PutRuleCommand({ Name: 'glue', EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: 'glue', Targets: [{ Id: 'function', Arn }] }));
    const details = [
      { jobName: 'branch-stats', state: 'RUNNING' },
      { jobName: 'another', state: 'FAILED' },
      { jobName: 'branch-stats', state: 'FAILED', jobRunId: 'jr_1', message: 'worker died' },
    ];
    const { FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: details.map((detail) => ({
          Source: 'countinghouse.glue',
          DetailType: 'Glue Job State Change',
          Detail: JSON.stringify(detail),
        })),
      }),
    );
    expect(FailedEntryCount).toBe(0);
    const { event } = await nextCall(calls);
    expect(event).toMatchObject({
      source: 'countinghouse.glue',
      'detail-type': 'Glue Job State Change',
      region: 'us-east-1',
      detail: details[2],
    });
    expect(await nextBody(calls, 1)).toBeUndefined();
  });
});
