import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { connectDatabase, HURRIED } from '../core/database/index.ts';
import { besideBundle } from '../core/environment/beside-bundle.ts';
import { readJobTypes } from '../core/job-types/index.ts';
import { LullEndingDatabase, LullKeepingDatabase, LullMarks } from '../core/lulls/index.ts';
import { S3ObjectStore } from '../core/objects/s3-object-store.ts';
import { SqsMessageQueue } from '../core/queues/sqs-message-queue.ts';
import { PowertoolsTelemetry } from '../core/telemetry/powertools-telemetry.ts';
import { QueueWatchdog } from './acts/queue-watchdog.ts';
import { assembleApi } from './assemble.ts';
import { parseEnvironment } from './environment.ts';
import { encodedPath, runInPath } from './http/path.ts';
import { S3ResultsStore } from './s3-results-store.ts';
import { S3UploadStore, uploadClient } from './s3-upload-store.ts';

/** API Gateway gives a request up after 30 s. */
const answerWithinMs = 24_000;

const environment = parseEnvironment(process.env);
const telemetry = new PowertoolsTelemetry(environment);
const marks = new LullMarks(new S3ObjectStore(new S3Client()), environment.RESULTS_BUCKET);
const answer = handle(
  assembleApi({
    database: new LullKeepingDatabase({
      database: new LullEndingDatabase(connectDatabase(environment, { patience: HURRIED }), marks),
      marks,
      reportUnkept: (error) =>
        telemetry.error('What was read in a lull could not be asked for, or not be kept.', error),
    }),
    results: new S3ResultsStore(new S3Client(), environment.RESULTS_BUCKET),
    watchdog: new QueueWatchdog(new SqsMessageQueue(new SQSClient(), environment.WATCHDOG_QUEUE_URL)),
    landing: new S3UploadStore(uploadClient(), environment.LANDING_BUCKET),
    landingBucket: environment.LANDING_BUCKET,
    watchdogDelaySeconds: environment.WATCHDOG_DELAY_SECONDS,
    landed: new S3ObjectStore(new S3Client()),
    jobTypes: readJobTypes(besideBundle(import.meta.url, 'job-types', environment.JOB_TYPES_DIRECTORY)),
    codeVersion: environment.CODE_VERSION,
    claimRules: {
      rolesClaim: environment.ROLES_CLAIM,
      roleNames: { viewer: environment.VIEWER_ROLE, operator: environment.OPERATOR_ROLE },
      nameClaim: environment.NAME_CLAIM,
    },
    logsConsoleRegion: environment.LOGS_CONSOLE_REGION,
    answerWithinMs,
    reportUnexpected: (error, requestId) => telemetry.error('A request was not answered', error, { requestId }),
    reportAnswered: (request) => telemetry.info('Answered.', { ...request }),
  }),
);

/** An event of an HTTP API, payload format 2.0. */
type HttpApiEvent = Extract<Parameters<typeof answer>[0], { rawPath: string }>;

export const handler = (event: HttpApiEvent, context: Context): ReturnType<typeof answer> =>
  telemetry.during(context, () => {
    const ids = { requestId: event.requestContext.requestId, runId: runInPath(event.rawPath) };
    return telemetry.following(ids, () => answer({ ...event, rawPath: encodedPath(event.rawPath) }));
  });
