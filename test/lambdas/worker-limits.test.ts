import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { GlueClient } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordRun } from '../../lambdas/core/run-store/index.ts';
import { identify, type RunId, workerIdSchema } from '../../lambdas/core/runs/index.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import { GlueWorkerJobs } from '../../lambdas/core/workers/glue-worker-jobs.ts';
import { wakeWorkers } from '../../lambdas/core/workers/index.ts';
import { FakeDeadLetters } from './fakes/dead-letters.ts';
import { FakeObjects } from './fakes/objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeResponses } from './fakes/responses.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { RESULTS } from './notifications.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { delivery } from './received.ts';

/** Two kinds of files, of which one may have more workers than the other. */
const GLUE_JOBS = {
  narrow: { jobName: 'narrow-job', maxWorkers: 1, dpus: 2, logGroupPrefix: '/logs' },
  wide: { jobName: 'wide-job', maxWorkers: 3, dpus: 2, logGroupPrefix: '/logs' },
};
type Name = keyof typeof GLUE_JOBS;

const startSchema = z.object({ JobName: z.string(), Arguments: z.object({ '--worker_id': z.string() }) });
let server: Server;
let real: RealDatabase;
let settling: Settling;
let watchdog: FakeQueue;
let telemetry: FakeTelemetry;
/** What was started at Glue. */
const started: z.output<typeof startSchema>[] = [];
/** What Glue says instead of starting anything. */
let refusal: string | undefined;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const asked = startSchema.parse(JSON.parse(await text(request)));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (refusal === undefined) {
      started.push(asked);
      response.end(JSON.stringify({ JobRunId: `jr_${started.length}` }));
    } else {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: refusal, Message: 'Concurrent runs exceeded for narrow-job' }));
    }
  });
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(async () => {
  await real.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  await real.empty();
  started.length = 0;
  refusal = undefined;
  watchdog = new FakeQueue();
  telemetry = new FakeTelemetry();
  const address = server.address();
  const client = new GlueClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  settling = {
    ...{ database: real.database, watchdog, watchdogDelaySeconds: 300, heartbeatTimeoutSeconds: 60, telemetry },
    ...{ deadLetters: new FakeDeadLetters(), objects: new FakeObjects(), responses: new FakeResponses() },
    ...{ resultsBucket: RESULTS, jobTypes: new Map(), glueJobs: GLUE_JOBS, dpuHoursPerDay: null },
    jobs: new GlueWorkerJobs(client, GLUE_JOBS),
    newWorkerId: () => workerIdSchema.parse(randomUUID()),
  };
});

async function land(jobType: Name, file: string): Promise<RunId> {
  const source = { role: 'transactions', bucket: 'b', key: `landing/${jobType}/${file}`, versionId: 'v' };
  const run = identify(jobType, [source]);
  const landed = { ...source, size: 1, landedAt: '2026-01-01T00:00:00Z' };
  await recordRun(real.database, { ...run, jobType, sources: [landed] });
  return run.runId;
}
const startedOf = (jobType: Name) => started.filter(({ JobName }) => JobName === GLUE_JOBS[jobType].jobName);
/** The run's watchdog comes, when the last one is long past. */
async function watch(runId: RunId): Promise<void> {
  await real.rows('update run set watched_until = null');
  expect(await settle(delivery([JSON.stringify({ runId })]), settling)).toEqual([]);
}
const runs = (): Promise<Record<string, unknown>[]> =>
  real.rows('select state, waiting_for, attempts, error_code from run order by created_at');

describe('the limit of a job type', () => {
  it('is its own: workers of another one neither take from it nor add to it', async () => {
    for (const file of ['1', '2', '3', '4']) {
      await land('narrow', file);
      await land('wide', file);
    }
    for (const jobType of ['narrow', 'wide', 'wide', 'narrow'] as const) await wakeWorkers(jobType, settling);
    expect([startedOf('narrow').length, startedOf('wide').length]).toEqual([1, 3]);
    const waiting = `select job_type, count(*) from run where waiting_for = 'capacity' group by 1 order by 1`;
    expect(await real.rows(waiting)).toEqual([
      { job_type: 'narrow', count: 4 },
      { job_type: 'wide', count: 4 },
    ]);
  });

  it('lets the oldest run go first, and the next one when that is done', async () => {
    const [oldest, next] = [await land('narrow', '1'), await land('narrow', '2')];
    await wakeWorkers('narrow', settling);
    const workerId = startedOf('narrow')[0]?.Arguments['--worker_id'] ?? '';
    const claim = async () => {
      const [row] = await real.rows('select claim_run(:workerId::uuid) as claim', { workerId });
      return z.object({ run: z.object({ runId: z.string() }) }).parse(JSON.parse(String(row?.['claim']))).run.runId;
    };
    expect(await claim()).toBe(oldest);
    await watch(next);
    expect(startedOf('narrow')).toHaveLength(1);
    await real.rows(
      `update run set state = 'FAILED', worker_id = null, ended_at = now(), error_code = 'x', error_message = 'y'
        where state = 'IN_PROGRESS'`,
    );
    expect(await claim()).toBe(next);
  });
});

describe('Glue that has no room', () => {
  it.each(['ConcurrentRunsExceededException', 'ResourceNumberLimitExceededException'])(
    'and says %s makes no run fail, however often it is asked: runs wait, and are done when there is room',
    async (said) => {
      refusal = said;
      const [oldest, next] = [await land('narrow', '1'), await land('narrow', '2')];
      for (let time = 0; time < 10; time += 1) {
        await watch(oldest);
        await watch(next);
      }
      const waits = { state: 'PENDING', waiting_for: 'capacity', attempts: 0, error_code: null };
      expect(await runs()).toEqual([
        waits,
        expect.objectContaining({ state: 'PENDING', attempts: 0, error_code: null }),
      ]);
      expect(telemetry.counts.get(METRICS.workersRefused)).toBe(20);
      expect([METRICS.runsFailed, METRICS.workerStartFailures].map((name) => telemetry.counts.get(name) ?? 0)).toEqual([
        0, 0,
      ]);
      expect(await real.rows(`select from worker where state <> 'GONE'`)).toEqual([]);
      refusal = undefined;
      await watch(next);
      expect(startedOf('narrow')).toHaveLength(1);
    },
  );
});
