import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SqsDeadLetters } from '../../lambdas/core/dead-letters/sqs-dead-letters.ts';
import { deliverySchema } from '../../lambdas/core/queues/received-message.ts';
import { delivery, INGEST_ARN, received } from './received.ts';

let sent: SendMessageCommand[];
let letters: SqsDeadLetters;

beforeEach(() => {
  sent = [];
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async (command: unknown): Promise<unknown> =>
    command instanceof SendMessageCommand ? sent.push(command) : undefined;
  letters = new SqsDeadLetters(client, 'https://sqs/dead', 'intake');
});

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const attributesOf = (place: number) => sent[place]?.input.MessageAttributes ?? {};

describe('a buried message', () => {
  it('is the message byte for byte, with the reason, the function, its queue and its id', async () => {
    const [message] = received([' {"ü":"\ud83d\ude00"}\n']);
    await letters.bury(message as never, 'The message is not JSON.');
    expect(sent[0]?.input).toEqual({
      QueueUrl: 'https://sqs/dead',
      MessageBody: ' {"ü":"\ud83d\ude00"}\n',
      MessageAttributes: {
        Reason: text('The message is not JSON.'),
        Function: text('intake'),
        Queue: text(INGEST_ARN),
        OriginalMessageId: text('message-0'),
      },
    });
  });

  it('keeps as many of its own attributes as SQS has room for, but none that would pass for ours', async () => {
    const own = Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`Own${place}`, text(`${place}`)]));
    const [message] = received(['x'], { attributes: { Reason: text('forged'), ...own } });
    await letters.bury(message as never, 'because');
    expect(Object.keys(attributesOf(0))).toHaveLength(10);
    expect(attributesOf(0)).toMatchObject({ Reason: text('because'), Own0: text('0'), Own5: text('5') });
  });

  it('has a reason that SQS takes', async () => {
    const [message] = received(['x']);
    await letters.bury(message as never, `a\0b\ud800c${'x'.repeat(2_000)}`);
    expect(attributesOf(0)['Reason']?.StringValue).toMatch(/^a b c ?x{990,}$/);
  });
});

describe('a delivery of Lambda', () => {
  it('gives messages with how often they came and from where', () => {
    expect(deliverySchema.parse(delivery(['a', 'b'], 3)).Records).toEqual(received(['a', 'b'], { receives: 3 }));
  });

  it('gives binary attributes as bytes', () => {
    const { Records } = deliverySchema.parse(delivery(['a'])) && (delivery(['a']) as { Records: object[] });
    const messageAttributes = {
      Bytes: { dataType: 'Binary.png', binaryValue: 'AAH/', stringListValues: [], binaryListValues: [] },
      Number: { dataType: 'Number', stringValue: '7' },
    };
    expect(deliverySchema.parse({ Records: [{ ...Records[0], messageAttributes }] }).Records[0]?.attributes).toEqual({
      Bytes: { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 1, 255]) },
      Number: { DataType: 'Number', StringValue: '7' },
    });
  });
});
