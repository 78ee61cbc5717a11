import {
  Duration,
  aws_iam as iam,
  type aws_s3 as s3,
  aws_scheduler as scheduler,
  type aws_sqs as sqs,
  aws_scheduler_targets as targets,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/sweep/environment.ts';
import { acknowledgeWildcards } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantObjects } from './object-grant.ts';
import { recordedMarkers } from './recorded-markers.ts';
import { grantSending } from './sending-grant.ts';

export interface SweepProps {
  readonly deployment: Deployment;
  readonly landing: s3.Bucket;
  readonly results: s3.Bucket;
  readonly ingestQueue: sqs.Queue;
}

/** The function that finds, on a schedule, landed files that no event told of. It never wakes the database. */
export class Sweep extends Construct {
  readonly handler: HandlerFunction<z.input<typeof environmentSchema>>;

  constructor(scope: Construct, id: string, { deployment, landing, results, ingestQueue }: SweepProps) {
    super(scope, id);
    const { settings } = deployment;
    this.handler = new HandlerFunction(this, 'Handler', {
      deployment,
      name: 'sweep',
      description: 'Announces landed files again that no event told of',
      environment: {
        LANDING_BUCKET: landing.bucketName,
        RESULTS_BUCKET: results.bucketName,
        INGEST_QUEUE_URL: ingestQueue.queueUrl,
        GRACE_SECONDS: String(settings.sweep.graceSeconds),
        MOST_LISTS_PER_DAY: String(settings.sweep.mostListsPerDay),
      },
      // It lists two buckets, 1,000 keys a call: a million files take 2,000 calls, some minutes.
      memoryMiB: 512,
      timeout: Duration.minutes(15),
    });
    const { role } = this.handler;
    grantSending(role, ingestQueue);
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:ListBucketVersions'],
      resourceArns: [landing.bucketArn],
      conditions: { StringLike: { 's3:prefix': 'landing/*' } },
    });
    grantObjects(role, {
      bucket: results,
      below: recordedMarkers,
      actions: ['s3:GetObject'],
      reason: 'There is a marker for every version that landed, named after it.',
    });
    // Where the next sweep goes on.
    grantObjects(role, {
      bucket: results,
      below: ['sweep/*'],
      actions: ['s3:GetObject', 's3:PutObject'],
      reason: 'The folder is for the positions of the sweep alone; nobody else writes there.',
    });
    // Lists the markers; and who may not list a bucket is told "denied" of an object that is gone, not "not found".
    iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [results.bucketArn] });
    const caller = new iam.Role(this, 'Caller', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    acknowledgeWildcards(
      caller,
      [`${this.handler.function.functionArn}:*`],
      'The versions of the one function that the schedule is for: CDK grants them with the function.',
    );
    new scheduler.Schedule(this, 'Schedule', {
      description: 'Looks for landed files that no event told of',
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(settings.sweep.everyMinutes)),
      // A sweep that was missed needs no second try: the next one sees the same.
      target: new targets.LambdaInvoke(this.handler.function, {
        role: caller,
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}
