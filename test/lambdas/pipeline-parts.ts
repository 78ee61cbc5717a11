import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Database } from '../../lambdas/core/database/index.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import type { Intake } from '../../lambdas/core/landing/take-messages.ts';
import { workerIdSchema } from '../../lambdas/core/runs/index.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { FakeDeadLetters } from './fakes/dead-letters.ts';
import { FakeObjects } from './fakes/objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeResponses } from './fakes/responses.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { FakeWorkerJobs } from './fakes/worker-jobs.ts';
import { LANDING, RESULTS } from './notifications.ts';
import { REQUEST_ARN } from './received.ts';

/** The job that the workers of branch-stats are runs of. */
export const JOB = 'branch-stats-job';

export type PipelineParts = ReturnType<typeof pipelineParts>;

/** What intake and settle work with: the database that is given, and everything else in memory and new. */
export const pipelineParts = (database: Database) =>
  ({
    database,
    objects: new FakeObjects(),
    watchdog: new FakeQueue(),
    jobs: new FakeWorkerJobs(),
    responses: new FakeResponses(),
    deadLetters: new FakeDeadLetters(),
    telemetry: new FakeTelemetry(),
    watchdogDelaySeconds: 300,
    heartbeatTimeoutSeconds: 60,
    requestQueueArn: REQUEST_ARN,
    repliesForUploads: false,
    landingBucket: LANDING,
    resultsBucket: RESULTS,
    jobTypes: readJobTypes(path.join(import.meta.dirname, '../../job-types')),
    glueJobs: { 'branch-stats': { jobName: JOB, maxWorkers: 1, dpus: 2, logGroupPrefix: '/logs' } },
    dpuHoursPerDay: null,
    newWorkerId: () => workerIdSchema.parse(randomUUID()),
  }) satisfies Intake & Settling;
