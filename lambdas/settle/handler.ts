import { randomUUID } from 'node:crypto';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { connectDatabase } from '../core/database/index.ts';
import { SqsDeadLetters } from '../core/dead-letters/sqs-dead-letters.ts';
import { besideBundle } from '../core/environment/beside-bundle.ts';
import { readJobTypes } from '../core/job-types/index.ts';
import { LullEndingDatabase, LullMarks } from '../core/lulls/index.ts';
import { S3ObjectStore } from '../core/objects/s3-object-store.ts';
import { SqsMessageQueue } from '../core/queues/sqs-message-queue.ts';
import { SqsResponseQueue } from '../core/replies/sqs-response-queue.ts';
import { workerIdSchema } from '../core/runs/index.ts';
import { settle } from '../core/settling/settle.ts';
import type { Settling } from '../core/settling/settling.ts';
import { PowertoolsTelemetry } from '../core/telemetry/powertools-telemetry.ts';
import { GlueWorkerJobs } from '../core/workers/glue-worker-jobs.ts';
import { parseEnvironment } from './environment.ts';

const environment = parseEnvironment(process.env);
const sqs = new SQSClient();
const telemetry = new PowertoolsTelemetry(environment);
const objects = new S3ObjectStore(new S3Client());

const settling: Settling = {
  telemetry,
  database: new LullEndingDatabase(connectDatabase(environment), new LullMarks(objects, environment.RESULTS_BUCKET)),
  watchdog: new SqsMessageQueue(sqs, environment.WATCHDOG_QUEUE_URL),
  deadLetters: new SqsDeadLetters(sqs, environment.DEAD_LETTER_QUEUE_URL, 'settle'),
  objects,
  responses: new SqsResponseQueue(sqs, environment.RESPONSE_QUEUE_URL),
  resultsBucket: environment.RESULTS_BUCKET,
  jobTypes: readJobTypes(besideBundle(import.meta.url, 'job-types', environment.JOB_TYPES_DIRECTORY)),
  watchdogDelaySeconds: environment.WATCHDOG_DELAY_SECONDS,
  heartbeatTimeoutSeconds: environment.HEARTBEAT_TIMEOUT_SECONDS,
  jobs: new GlueWorkerJobs(new GlueClient(), environment.GLUE_JOBS),
  glueJobs: environment.GLUE_JOBS,
  dpuHoursPerDay: environment.DPU_HOURS_PER_DAY,
  newWorkerId: () => workerIdSchema.parse(randomUUID()),
};

/** Takes watchdog messages (SQS) and Glue's job state changes (EventBridge). The answer is of use to SQS only. */
export const handler = (event: unknown, context: Context): Promise<SQSBatchResponse> =>
  telemetry.during(context, async () => {
    const failed = await settle(event, settling);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
