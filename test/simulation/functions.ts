import { PATIENT, type Patience } from '../../lambdas/core/database/backoff.ts';
import { DataApiDatabase } from '../../lambdas/core/database/data-api.ts';
import { SqsDeadLetters } from '../../lambdas/core/dead-letters/sqs-dead-letters.ts';
import type { JobTypes } from '../../lambdas/core/job-types/index.ts';
import { takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { S3ObjectStore } from '../../lambdas/core/objects/s3-object-store.ts';
import { deliverySchema } from '../../lambdas/core/queues/received-message.ts';
import { SqsMessageQueue } from '../../lambdas/core/queues/sqs-message-queue.ts';
import { SqsResponseQueue } from '../../lambdas/core/replies/sqs-response-queue.ts';
import { workerIdSchema } from '../../lambdas/core/runs/index.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import { sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { GlueWorkerJobs } from '../../lambdas/core/workers/glue-worker-jobs.ts';
import type { WorkerStarting } from '../../lambdas/core/workers/index.ts';
import type { Glue } from './aws/glue.ts';
import type { LambdaFunction } from './aws/lambda.ts';
import type { RdsData } from './aws/rds-data.ts';
import type { S3 } from './aws/s3.ts';
import type { Sqs } from './aws/sqs.ts';
import { JOB_NAMES } from './batches.ts';
import type { Stage } from './stage.ts';
import { telemetryOf } from './telemetry.ts';
import type { Process } from './world/process.ts';
import type { World } from './world/world.ts';

export const INGEST = 'ingest';
export const WATCHDOG = 'watchdog';
export const REQUESTS = 'requests';
export const RESPONSES = 'responses';
export const DEAD_LETTERS = 'dead-letters';

/** Everything that is simulated of AWS. */
export interface Clouds {
  readonly world: World;
  readonly stage: Stage;
  readonly s3: S3;
  readonly sqs: Sqs;
  readonly glue: Glue;
  readonly rdsData: RdsData;
  readonly jobTypes: JobTypes;
  /** As the stage's settings have it at present. */
  readonly budget: { dpuHoursPerDay: string | null };
}

export function databaseOf(
  { world, rdsData }: Clouds,
  process: Process,
  patience: Patience = PATIENT,
): DataApiDatabase {
  const clock = { now: () => world.now(), sleep: (milliseconds: number) => process.sleep(milliseconds) };
  const names = { clusterArn: 'cluster', secretArn: 'secret', database: 'countinghouse' };
  return new DataApiDatabase({ client: rdsData.client(process), ...names, patience, clock });
}

const answer = (failed: readonly string[]): unknown => ({
  batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })),
});

/** lambdas/intake/handler.ts */
export const intakeFunction = (clouds: Clouds): LambdaFunction => ({
  name: 'intake',
  timeoutSeconds: clouds.stage.functionSeconds,
  code: async (event, process) => {
    const { stage, sqs } = clouds;
    const { landingBucket } = stage;
    const requests = { requestQueueArn: sqs.queue(REQUESTS).arn, repliesForUploads: stage.repliesForUploads };
    const common = settlingParts(clouds, process, 'intake');
    const intake = { ...common, ...requests, landingBucket };
    return answer(await takeMessages(deliverySchema.parse(event).Records, intake));
  },
});

/** lambdas/settle/handler.ts */
export const settleFunction = (clouds: Clouds): LambdaFunction => ({
  name: 'settle',
  timeoutSeconds: clouds.stage.functionSeconds,
  code: async (event, process) => {
    const { heartbeatTimeoutSeconds } = clouds.stage;
    return answer(await settle(event, { ...settlingParts(clouds, process, 'settle'), heartbeatTimeoutSeconds }));
  },
});

function settlingParts(clouds: Clouds, process: Process, name: string) {
  const { world, stage, s3, sqs, glue, jobTypes, budget } = clouds;
  const job = { maxWorkers: stage.mostWorkers, dpus: 2, logGroupPrefix: '/countinghouse' };
  const glueJobs = Object.fromEntries(
    Object.entries(JOB_NAMES).map(([jobType, jobName]) => [jobType, { ...job, jobName }]),
  );
  const queues = sqs.client(process);
  const starting: WorkerStarting = {
    database: databaseOf(clouds, process),
    jobs: new GlueWorkerJobs(glue.client(process), glueJobs),
    glueJobs,
    dpuHoursPerDay: budget.dpuHoursPerDay,
    newWorkerId: () => workerIdSchema.parse(world.random.uuid()),
    telemetry: telemetryOf(world, process),
  };
  return {
    ...starting,
    watchdog: new SqsMessageQueue(queues, WATCHDOG),
    watchdogDelaySeconds: stage.watchdogDelaySeconds,
    deadLetters: new SqsDeadLetters(queues, DEAD_LETTERS, name),
    responses: new SqsResponseQueue(queues, RESPONSES),
    objects: new S3ObjectStore(s3.client(process)),
    resultsBucket: stage.resultsBucket,
    jobTypes,
  };
}

/** lambdas/sweep/handler.ts; now and then its time is over after some pages. */
export const sweepFunction = (clouds: Clouds): LambdaFunction => ({
  name: 'sweep',
  timeoutSeconds: clouds.stage.sweepSeconds,
  code: async (_event, process) => {
    const { world, stage, s3, sqs } = clouds;
    let pages = world.random.chance(world.faults.sweepCut) ? world.random.between(1, 6) : Number.POSITIVE_INFINITY;
    return await sweepOn({
      objects: new S3ObjectStore(s3.client(process)),
      ingest: new SqsMessageQueue(sqs.client(process), INGEST),
      telemetry: telemetryOf(world, process),
      landingBucket: stage.landingBucket,
      resultsBucket: stage.resultsBucket,
      now: () => world.now(),
      mostListsPerDay: stage.mostListsPerDay,
      landedBefore: new Date(world.now() - stage.graceSeconds * 1_000).toISOString(),
      isOutOfTime: () => pages-- <= 0,
    });
  },
});
