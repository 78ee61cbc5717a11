import { Duration, type aws_kms as kms, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MOST_RECEIVES } from '../../lambdas/core/queues/received-message.ts';
import { queueEncryption } from './queue-encryption.ts';

/** How long the function that handles a queue's messages may take. Known before the function is. */
export interface WorkQueueProps {
  readonly handlerTimeout: Duration;
  readonly deadLetterQueue: sqs.IQueue;
  /** Encrypts the messages; SQS's own when there is none. */
  readonly key?: kms.IKey | undefined;
}

/** AWS's advice for queues that Lambda reads: below it, a batch that is retried may come while it is still worked on. */
const visibilityPerTimeout = 6;

/** A queue whose messages one of our functions handles. What it cannot handle goes to the dead-letter queue. */
export class WorkQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id, {
      visibilityTimeout: Duration.seconds(props.handlerTimeout.toSeconds() * visibilityPerTimeout),
      retentionPeriod: Duration.days(4),
      ...queueEncryption(props.key),
      enforceSSL: true,
      deadLetterQueue: { queue: props.deadLetterQueue, maxReceiveCount: MOST_RECEIVES },
    });
  }
}
