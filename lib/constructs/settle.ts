import {
  Duration,
  aws_events as events,
  aws_iam as iam,
  type aws_s3 as s3,
  aws_lambda_event_sources as sources,
  type aws_sqs as sqs,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/settle/environment.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { dpuHoursVariable, glueJobsVariable } from './glue-jobs-variable.ts';
import { HandlerFunction } from './handler-function.ts';
import { handlerTimeout } from './handler-timeout.ts';
import { grantEndingLulls } from './lull-grants.ts';
import { grantObjects } from './object-grant.ts';
import { grantSending } from './sending-grant.ts';
import type { SparkJob } from './spark-job.ts';

export interface SettleProps {
  readonly deployment: Deployment;
  readonly database: Database;
  readonly jobs: ReadonlyMap<string, SparkJob>;
  readonly results: s3.Bucket;
  readonly watchdogQueue: sqs.Queue;
  readonly responseQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** The states in which a Glue run has ended. */
const endedStates = ['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED', 'ERROR'];

/**
 * The function that frees a dead worker's runs, wakes the next worker and sends replies. It hears of Glue runs that ended, which AWS
 * sends as well as it can, and of delayed watchdog messages, which every open run has.
 */
export class Settle extends Construct {
  readonly handler: HandlerFunction<z.input<typeof environmentSchema>>;

  constructor(scope: Construct, id: string, props: SettleProps) {
    super(scope, id);
    const { deployment, database, jobs, results, watchdogQueue, responseQueue, deadLetterQueue } = props;
    const { settings } = deployment;
    this.handler = new HandlerFunction(this, 'Handler', {
      deployment,
      name: 'settle',
      description: "Frees a dead worker's runs, wakes the next worker and sends replies",
      environment: {
        ...database.variables,
        WATCHDOG_QUEUE_URL: watchdogQueue.queueUrl,
        WATCHDOG_DELAY_SECONDS: String(settings.settle.watchdogDelaySeconds),
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
        HEARTBEAT_TIMEOUT_SECONDS: String(settings.settle.heartbeatTimeoutSeconds),
        RESULTS_BUCKET: results.bucketName,
        RESPONSE_QUEUE_URL: responseQueue.queueUrl,
        GLUE_JOBS: glueJobsVariable(jobs),
        DPU_HOURS_PER_DAY: dpuHoursVariable(settings),
      },
      // It waits for others' answers; memory buys CPU for the cold start.
      memoryMiB: 512,
      timeout: handlerTimeout,
    });
    this.handler.function.addEventSource(
      new sources.SqsEventSource(watchdogQueue, {
        batchSize: 10,
        maxConcurrency: settings.settle.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    database.grantDataApi(this.handler.role);
    grantSending(this.handler.role, watchdogQueue, deadLetterQueue, responseQueue);
    grantEndingLulls(this.handler.role, results);
    grantObjects(this.handler.role, {
      bucket: results,
      below: ['replies/*'],
      actions: ['s3:GetObject', 's3:PutObject'],
      reason: 'A reply that is too large for a message lies there, named after its run.',
    });
    // Who may not list a bucket is told "denied" of an object that is gone, not "not found".
    iam.Grant.addToPrincipal({
      grantee: this.handler.role,
      actions: ['s3:ListBucket'],
      resourceArns: [results.bucketArn],
    });
    for (const job of jobs.values()) {
      job.grantStart(this.handler.role);
      job.grantSupervise(this.handler.role);
    }
    new events.Rule(this, 'WorkerEnded', {
      description: 'A Glue run of one of our jobs has ended',
      eventPattern: {
        source: [...settings.jobStateSources],
        detailType: ['Glue Job State Change'],
        detail: { jobName: [...jobs.values()].map(({ jobName }) => jobName), state: endedStates },
      },
      // After an hour the watchdog has long seen to it. An event that is lost all the same needs no dead letter: it only
      // tells sooner what the watchdog finds out by itself.
      targets: [
        new targets.LambdaFunction(this.handler.function, { maxEventAge: Duration.hours(1), retryAttempts: 3 }),
      ],
    });
  }
}
