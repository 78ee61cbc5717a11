import { randomUUID } from 'node:crypto';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { connectDatabase } from '../core/database/index.ts';
import { SqsDeadLetters } from '../core/dead-letters/sqs-dead-letters.ts';
import { besideBundle } from '../core/environment/beside-bundle.ts';
import { readJobTypes } from '../core/job-types/index.ts';
import { type Intake, takeMessages } from '../core/landing/take-messages.ts';
import { LullEndingDatabase, LullMarks } from '../core/lulls/index.ts';
import { S3ObjectStore } from '../core/objects/s3-object-store.ts';
import { deliverySchema } from '../core/queues/received-message.ts';
import { SqsMessageQueue } from '../core/queues/sqs-message-queue.ts';
import { workerIdSchema } from '../core/runs/index.ts';
import { PowertoolsTelemetry } from '../core/telemetry/powertools-telemetry.ts';
import { GlueWorkerJobs } from '../core/workers/glue-worker-jobs.ts';
import { parseEnvironment } from './environment.ts';

const environment = parseEnvironment(process.env);
const sqs = new SQSClient();
const telemetry = new PowertoolsTelemetry(environment);
const objects = new S3ObjectStore(new S3Client());

const intake: Intake = {
  telemetry,
  database: new LullEndingDatabase(connectDatabase(environment), new LullMarks(objects, environment.RESULTS_BUCKET)),
  objects,
  watchdog: new SqsMessageQueue(sqs, environment.WATCHDOG_QUEUE_URL),
  deadLetters: new SqsDeadLetters(sqs, environment.DEAD_LETTER_QUEUE_URL, 'intake'),
  watchdogDelaySeconds: environment.WATCHDOG_DELAY_SECONDS,
  requestQueueArn: environment.REQUEST_QUEUE_ARN,
  repliesForUploads: environment.REPLIES_FOR_UPLOADS,
  landingBucket: environment.LANDING_BUCKET,
  resultsBucket: environment.RESULTS_BUCKET,
  jobTypes: readJobTypes(besideBundle(import.meta.url, 'job-types', environment.JOB_TYPES_DIRECTORY)),
  jobs: new GlueWorkerJobs(new GlueClient(), environment.GLUE_JOBS),
  glueJobs: environment.GLUE_JOBS,
  dpuHoursPerDay: environment.DPU_HOURS_PER_DAY,
  newWorkerId: () => workerIdSchema.parse(randomUUID()),
};

/** Takes S3 notifications from the ingest queue and requests from theirs, and answers which messages failed. */
export const handler = (event: unknown, context: Context): Promise<SQSBatchResponse> =>
  telemetry.during(context, async () => {
    const failed = await takeMessages(deliverySchema.parse(event).Records, intake);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
