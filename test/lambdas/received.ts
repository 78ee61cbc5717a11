import type { ReceivedMessage } from '../../lambdas/core/queues/received-message.ts';

export const INGEST_ARN = 'arn:aws:sqs:eu-central-1:111111111111:ingest';

export const REQUEST_ARN = 'arn:aws:sqs:eu-central-1:111111111111:requests';

/** Messages as a queue delivers them for the first time, called `message-0` and so on. */
export const received = (bodies: readonly string[], more: Partial<ReceivedMessage> = {}): ReceivedMessage[] =>
  bodies.map((body, place) => ({
    messageId: `message-${place}`,
    body,
    queueArn: INGEST_ARN,
    receives: 1,
    attributes: {},
    ...more,
  }));

/** The same as Lambda hands them to a function. */
export const delivery = (bodies: readonly string[], receives = 1): unknown => ({
  Records: bodies.map((body, place) => ({
    messageId: `message-${place}`,
    receiptHandle: 'handle',
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '1767323045678' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: INGEST_ARN,
    awsRegion: 'eu-central-1',
  })),
});
