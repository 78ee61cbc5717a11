import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { withEmulator } from './running.ts';

let sqs: SQSClient;
let queues = 0;

withEmulator((settings) => {
  sqs = new SQSClient(settings);
});

async function queue(Attributes: Record<string, string> = {}): Promise<string> {
  queues += 1;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${queues}`, Attributes }));
  return QueueUrl ?? '';
}

async function receive(QueueUrl: string, WaitTimeSeconds = 0, VisibilityTimeout?: number) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds,
      VisibilityTimeout,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return Messages;
}

describe('a queue', () => {
  it('holds a delayed message back for as long as it was told', async () => {
    const url = await queue();
    const sent = Date.now();
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'later', DelaySeconds: 2 }));
    expect(await receive(url)).toEqual([]);
    const [message] = await receive(url, 10);
    expect(message?.Body).toBe('later');
    expect(Date.now() - sent).toBeGreaterThanOrEqual(1_900);
  });

  it('takes ten messages at once, each with its own delay of up to 900 seconds', async () => {
    const url = await queue();
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: `${index}`,
      DelaySeconds: index === 0 ? 0 : 900,
    }));
    const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(Successful).toHaveLength(10);
    expect((await receive(url, 1)).map(({ Body }) => Body)).toEqual(['0']);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessagesDelayed'] }),
    );
    expect(Attributes?.['ApproximateNumberOfMessagesDelayed']).toBe('9');
    const tooLong = new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', DelaySeconds: 901 });
    await expect(sqs.send(tooLong)).rejects.toThrow();
  });

  it('hides a received message for its visibility time-out, then shows it again and counts', async () => {
    const url = await queue();
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    const [first] = await receive(url, 1, 1);
    expect(await receive(url)).toEqual([]);
    const [second] = await receive(url, 5, 30);
    expect([first, second].map((message) => message?.Attributes?.['ApproximateReceiveCount'])).toEqual(['1', '2']);
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await receive(url, 1)).toHaveLength(1);
  });

  it('moves a message that was received too often to its dead-letter queue', async () => {
    const dead = await queue();
    const url = await queue({
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({
        maxReceiveCount: 2,
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:queue-${queues}`,
      }),
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    expect(await receive(url)).toHaveLength(1);
    expect(await receive(url)).toHaveLength(1);
    expect(await receive(url)).toHaveLength(0);
    expect((await receive(dead, 2)).map(({ Body }) => Body)).toEqual(['poison']);
  });
});
