import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { S3ObjectStore } from '../core/objects/s3-object-store.ts';
import { SqsMessageQueue } from '../core/queues/sqs-message-queue.ts';
import { sweepOn } from '../core/sweeping/cursor.ts';
import { PowertoolsTelemetry } from '../core/telemetry/powertools-telemetry.ts';
import { parseEnvironment } from './environment.ts';

const environment = parseEnvironment(process.env);
const telemetry = new PowertoolsTelemetry(environment);
const objects = new S3ObjectStore(new S3Client());
const ingest = new SqsMessageQueue(new SQSClient(), environment.INGEST_QUEUE_URL);

/** Kept for finishing a page, which takes some seconds when every file of it is forgotten, and for the cursor. */
const RESERVED_MILLISECONDS = 20_000;

/** Finds landed files that no event told of. Invoked on a schedule; the event itself says nothing. */
export const handler = (_event: unknown, context: Context): Promise<{ readonly finished: boolean }> =>
  telemetry.during(context, async () => {
    const finished = await sweepOn({
      objects,
      ingest,
      telemetry,
      landingBucket: environment.LANDING_BUCKET,
      resultsBucket: environment.RESULTS_BUCKET,
      now: Date.now,
      mostListsPerDay: environment.MOST_LISTS_PER_DAY,
      landedBefore: new Date(Date.now() - environment.GRACE_SECONDS * 1_000).toISOString(),
      isOutOfTime: () => context.getRemainingTimeInMillis() < RESERVED_MILLISECONDS,
    });
    telemetry.info(finished ? 'The sweep has nothing left to do for now.' : 'The sweep goes on next time.');
    return { finished };
  });
