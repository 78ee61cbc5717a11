import {
  Duration,
  aws_iam as iam,
  type aws_s3 as s3,
  aws_lambda_event_sources as sources,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/intake/environment.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { dpuHoursVariable, glueJobsVariable } from './glue-jobs-variable.ts';
import { HandlerFunction } from './handler-function.ts';
import { handlerTimeout } from './handler-timeout.ts';
import { grantEndingLulls } from './lull-grants.ts';
import { grantObjects } from './object-grant.ts';
import { recordedMarkers } from './recorded-markers.ts';
import { grantSending } from './sending-grant.ts';
import type { SparkJob } from './spark-job.ts';

export interface IntakeProps {
  readonly deployment: Deployment;
  readonly database: Database;
  readonly jobs: ReadonlyMap<string, SparkJob>;
  readonly landing: s3.Bucket;
  readonly results: s3.Bucket;
  readonly queue: sqs.Queue;
  readonly requestQueue: sqs.Queue;
  readonly watchdogQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** The function that records a run for every file that landed or is asked for, and makes sure that a worker is awake. */
export class Intake extends Construct {
  readonly handler: HandlerFunction<z.input<typeof environmentSchema>>;

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    const { deployment, database, jobs, landing, results, queue, requestQueue, watchdogQueue, deadLetterQueue } = props;
    const { settings } = deployment;
    this.handler = new HandlerFunction(this, 'Handler', {
      deployment,
      name: 'intake',
      description: 'Records a run for every file that landed or is asked for, and makes sure that a worker is awake',
      environment: {
        ...database.variables,
        LANDING_BUCKET: landing.bucketName,
        RESULTS_BUCKET: results.bucketName,
        WATCHDOG_QUEUE_URL: watchdogQueue.queueUrl,
        WATCHDOG_DELAY_SECONDS: String(settings.settle.watchdogDelaySeconds),
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
        REQUEST_QUEUE_ARN: requestQueue.queueArn,
        REPLIES_FOR_UPLOADS: settings.replies.forUploads ? 'yes' : 'no',
        GLUE_JOBS: glueJobsVariable(jobs),
        DPU_HOURS_PER_DAY: dpuHoursVariable(settings),
      },
      // It waits for others' answers; memory buys CPU for the cold start.
      memoryMiB: 512,
      timeout: handlerTimeout,
    });
    this.handler.function.addEventSource(
      new sources.SqsEventSource(queue, {
        batchSize: 10,
        // A second's wait gathers the messages of files that land together into one invocation.
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: settings.intake.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    // A client waits for each reply, so no window: a request does not wait for others.
    this.handler.function.addEventSource(
      new sources.SqsEventSource(requestQueue, {
        batchSize: 10,
        maxConcurrency: settings.intake.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    const { role } = this.handler;
    database.grantDataApi(role);
    grantSending(role, watchdogQueue, deadLetterQueue);
    grantEndingLulls(role, results);
    for (const job of jobs.values()) {
      job.grantStart(role);
    }
    // HeadObject, for the size of the very version.
    grantObjects(role, {
      bucket: landing,
      below: ['landing/*'],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      reason: 'Whoever lands a file names it; every file below the prefix is recorded, with the size of its version.',
    });
    grantObjects(role, {
      bucket: results,
      below: recordedMarkers,
      actions: ['s3:GetObject', 's3:PutObject'],
      reason: 'There is a marker for every version that landed, named after it.',
    });
    // Who may not list a bucket is told "denied" of an object that is gone, not "not found".
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resourceArns: [landing.bucketArn],
    });
    iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [results.bucketArn] });
  }
}
