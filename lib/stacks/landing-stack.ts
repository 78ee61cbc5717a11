import { CfnOutput, Duration, Stack, type aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { handlerTimeout } from '../constructs/handler-timeout.ts';
import { LandingBucket } from '../constructs/landing-bucket.ts';
import { queueEncryption } from '../constructs/queue-encryption.ts';
import { ResponseQueue } from '../constructs/response-queue.ts';
import { stageKey } from '../constructs/stage-key.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { Deployment } from '../deployment.ts';
import { stackName, stackProps } from './stack-name.ts';

/**
 * Where files and requests arrive, and where replies leave: bucket, queues, dead letters and the policy between them,
 * together so that no cycle can form.
 */
export class LandingStack extends Stack {
  readonly bucket: s3.Bucket;
  readonly ingestQueue: sqs.Queue;
  /** Where others ask for runs. */
  readonly requestQueue: sqs.Queue;
  /** Where they find the replies. */
  readonly responseQueue: sqs.Queue;
  /** Holds what could not be handled, of every queue, with the reason; `npm run redrive` brings it back there. */
  readonly deadLetterQueue: sqs.Queue;

  constructor(scope: Construct, unkeyed: Deployment) {
    const { settings } = unkeyed;
    super(scope, stackName(settings, 'Landing'), stackProps(settings, 'Countinghouse: where files land'));
    // A key of its own: this stack needs no other one.
    const key = stageKey(this, unkeyed);
    const deployment = { ...unkeyed, key };
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetters', {
      // SQS's longest: a message keeps its age when it moves here, and somebody must find the time to look.
      retentionPeriod: Duration.days(14),
      ...queueEncryption(key),
      enforceSSL: true,
    });
    this.ingestQueue = new WorkQueue(this, 'IngestQueue', {
      handlerTimeout,
      deadLetterQueue: this.deadLetterQueue,
      key,
    });
    this.requestQueue = new WorkQueue(this, 'RequestQueue', {
      handlerTimeout,
      deadLetterQueue: this.deadLetterQueue,
      key,
    });
    this.responseQueue = new ResponseQueue(this, 'ResponseQueue', key);
    this.bucket = new LandingBucket(this, 'Landing', { deployment, queue: this.ingestQueue }).bucket;

    new CfnOutput(this, 'LandingBucketName', { value: this.bucket.bucketName });
    new CfnOutput(this, 'IngestQueueUrl', { value: this.ingestQueue.queueUrl });
    new CfnOutput(this, 'RequestQueueUrl', { value: this.requestQueue.queueUrl });
    new CfnOutput(this, 'RequestQueueArn', { value: this.requestQueue.queueArn });
    new CfnOutput(this, 'ResponseQueueUrl', { value: this.responseQueue.queueUrl });
    new CfnOutput(this, 'ResponseQueueArn', { value: this.responseQueue.queueArn });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: this.deadLetterQueue.queueUrl });
  }
}
