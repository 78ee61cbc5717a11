import { Duration, type aws_kms as kms, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import { queueEncryption } from './queue-encryption.ts';

/** SQS's longest: a reader that is away for a week finds its replies. */
export const responseRetention = Duration.days(14);

/**
 * The queue that replies go to. Who reads it is for its account to say, by the policy of a role; how often a reader tries
 * a message, and where it puts one that it cannot read, is the reader's own, so there is no dead-letter queue.
 */
export class ResponseQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, key?: kms.IKey) {
    super(scope, id, {
      retentionPeriod: responseRetention,
      ...queueEncryption(key),
      enforceSSL: true,
    });
    acknowledge(this, { SQS3: 'How often a message is tried and where it goes then is for its reader to say.' });
  }
}
