import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MOST_RECEIVES } from '../../lambdas/core/queues/received-message.ts';
import { recordRun } from '../../lambdas/core/run-store/index.ts';
import { identify, type RunId } from '../../lambdas/core/runs/index.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import { NoRoomForWorkerError, wakeWorkers } from '../../lambdas/core/workers/index.ts';
import type { FakeDeadLetters } from './fakes/dead-letters.ts';
import type { FakeQueue } from './fakes/queue.ts';
import type { FakeTelemetry } from './fakes/telemetry.ts';
import type { FakeWorkerJobs } from './fakes/worker-jobs.ts';
import { JOB, pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { delivery } from './received.ts';

let real: RealDatabase;
let watchdog: FakeQueue;
let jobs: FakeWorkerJobs;
let deadLetters: FakeDeadLetters;
let telemetry: FakeTelemetry;
let settling: Settling;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.empty();
  const parts = pipelineParts(real.database);
  ({ watchdog, jobs, deadLetters, telemetry } = parts);
  settling = parts;
});

async function pendingRun(name: string): Promise<RunId> {
  const source = { role: 'transactions', bucket: 'b', key: `landing/branch-stats/${name}`, versionId: 'v' };
  const run = identify('branch-stats', [source]);
  const landed = { ...source, size: 1, landedAt: '2026-01-01T00:00:00Z' };
  await recordRun(real.database, { ...run, jobType: 'branch-stats', sources: [landed] });
  return run.runId;
}
/** Starts a worker, which claims the oldest pending run. @returns the id of its job run */
async function workingWorker(): Promise<string> {
  await wakeWorkers('branch-stats', settling);
  const { jobRunId, workerId } = z.object({ jobRunId: z.string(), workerId: z.string() }).parse(jobs.started.at(-1));
  await real.rows('select claim_run(:id::uuid)', { id: workerId });
  return jobRunId;
}
/** Time passes until the next watchdog comes. */
const silentFor = async (seconds: number): Promise<void> => {
  await real.rows(`update worker set heartbeat_at = heartbeat_at - :seconds::integer * interval '1 second'`, {
    seconds,
  });
  await real.rows('update run set watched_until = clock_timestamp()');
};
const backoffIsOver = (): Promise<unknown> =>
  real.rows('update run set not_before = clock_timestamp(), watched_until = clock_timestamp()');
const run = async (runId: RunId): Promise<Record<string, unknown>> =>
  (
    await real.rows(
      'select state, attempts, error_code, error_message, log_location from run where run_id = :id::uuid',
      { id: runId },
    )
  )[0] ?? {};
const watch = (message: unknown): Promise<readonly string[]> => settle(delivery([JSON.stringify(message)]), settling);
const glueEvent = (jobRunId: string, state: string, jobName = JOB): unknown => ({
  version: '0',
  source: 'aws.glue',
  'detail-type': 'Glue Job State Change',
  detail: { jobName, jobRunId, state, severity: 'ERROR', message: 'event message' },
});

describe('the watchdog of an open run', () => {
  it('wakes a worker for a run that nobody was woken for, and comes again', async () => {
    const runId = await pendingRun('a.csv');
    expect(await watch({ runId })).toEqual([]);
    expect(jobs.started).toHaveLength(1);
    expect(watchdog.sent).toEqual([{ message: { runId }, delaySeconds: 300 }]);
  });

  it('leaves a living worker alone', async () => {
    const runId = await pendingRun('a.csv');
    await workingWorker();
    await silentFor(59);
    await watch({ runId });
    expect(await run(runId)).toMatchObject({ state: 'IN_PROGRESS' });
    expect(watchdog.sent).toHaveLength(1);
  });

  it('frees the run of a worker whose end no event told of, and comes again when the pause is over', async () => {
    const runId = await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    jobs.stands(jobRunId, {
      phase: 'ended',
      glueState: 'FAILED',
      errorMessage: 'java.lang.OutOfMemoryError: Java heap space',
      logLocation: '/logs/jr_1',
    });
    await silentFor(61);
    await watch({ runId });
    expect(await run(runId)).toMatchObject({ state: 'PENDING', error_code: 'worker-died', log_location: '/logs/jr_1' });
    expect(watchdog.sent).toEqual([{ message: { runId }, delaySeconds: 10 }]);
  });

  it('frees the run of a worker that Glue does not know', async () => {
    const runId = await pendingRun('a.csv');
    jobs.states.delete(await workingWorker());
    await silentFor(61);
    await watch({ runId });
    expect(await run(runId)).toMatchObject({ state: 'PENDING', error_code: 'worker-died' });
  });

  it('stops a worker that runs but has been silent three times as long', async () => {
    const runId = await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    await silentFor(61);
    await watch({ runId });
    expect([jobs.stopped, (await run(runId))['state']]).toEqual([[], 'IN_PROGRESS']);
    await silentFor(120);
    await watch({ runId });
    expect([jobs.stopped, (await run(runId))['error_code']]).toEqual([[jobRunId], 'worker-timeout']);
  });

  it('does not blame a worker that still waits for its turn at Glue', async () => {
    const runId = await pendingRun('a.csv');
    await wakeWorkers('branch-stats', settling);
    jobs.stands('jr_1', { phase: 'waiting', glueState: 'WAITING' });
    await silentFor(1_000);
    await watch({ runId });
    expect([jobs.stopped, jobs.started.length]).toEqual([[], 1]);
  });

  it('gives a worker that waited long for its turn at Glue the full time to come up', async () => {
    const runId = await pendingRun('a.csv');
    await wakeWorkers('branch-stats', settling);
    jobs.stands('jr_1', { phase: 'waiting', glueState: 'WAITING' });
    await silentFor(1_000);
    await watch({ runId });
    jobs.stands('jr_1', { phase: 'running', glueState: 'RUNNING' });
    await silentFor(179);
    await watch({ runId });
    expect(jobs.stopped).toEqual([]);
    await silentFor(2);
    await watch({ runId });
    expect(jobs.stopped).toEqual(['jr_1']);
  });

  it('replaces a worker that died before it claimed anything, after a pause', async () => {
    const runId = await pendingRun('a.csv');
    await wakeWorkers('branch-stats', settling);
    jobs.stands('jr_1', { phase: 'ended', glueState: 'FAILED' });
    await silentFor(61);
    await watch({ runId });
    expect(watchdog.take()).toEqual([{ message: { runId }, delaySeconds: 10 }]);
    await backoffIsOver();
    await watch({ runId });
    expect(jobs.started).toHaveLength(2);
  });

  it('makes a run FAILED whose workers die three times before they claim anything', async () => {
    const runId = await pendingRun('a.csv');
    for (const attempt of [1, 2, 3]) {
      await wakeWorkers('branch-stats', settling);
      const jobRunId = `jr_${attempt}`;
      jobs.stands(jobRunId, { phase: 'ended', glueState: 'FAILED', errorMessage: 'No such jar' });
      await settle(glueEvent(jobRunId, 'FAILED'), settling);
      await backoffIsOver();
    }
    const closed = await run(runId);
    expect(closed).toMatchObject({ state: 'FAILED', attempts: 3, error_code: 'worker-died' });
    expect(closed['error_message']).toContain('No such jar');
    await wakeWorkers('branch-stats', settling);
    expect(jobs.started).toHaveLength(3);
  });

  it('replaces a worker whose start was cut short', async () => {
    const runId = await pendingRun('a.csv');
    const workerId = randomUUID();
    await real.rows(`select reserve_worker('branch-stats', :id::uuid, 1)`, { id: workerId });
    await silentFor(61);
    await watch({ runId });
    expect(await real.rows('select state from worker where worker_id = :id::uuid', { id: workerId })).toEqual([
      { state: 'GONE' },
    ]);
    expect(jobs.started).toHaveLength(1);
  });

  it('sees to other runs that it freed, without starting a second watchdog for them', async () => {
    const held = await pendingRun('a.csv');
    jobs.stands(await workingWorker(), { phase: 'ended', glueState: 'FAILED' });
    const other = await pendingRun('b.csv');
    await silentFor(61);
    await watch({ runId: other });
    expect(watchdog.sent).toEqual([
      { message: { runId: held, renew: false }, delaySeconds: 10 },
      { message: { runId: other }, delaySeconds: 300 },
    ]);
    await backoffIsOver();
    watchdog.take();
    await watch({ runId: held, renew: false });
    expect(watchdog.sent).toEqual([]);
  });

  it('keeps watching when Glue is out of order, and the run says so', async () => {
    const runId = await pendingRun('a.csv');
    jobs.beforeStart = () => {
      throw new Error('Glue is out of order.');
    };
    expect(await watch({ runId })).toEqual([]);
    expect(watchdog.sent).toHaveLength(1);
    expect(await run(runId)).toMatchObject({
      ...{ state: 'PENDING', attempts: 0, error_code: 'worker-not-started' },
      error_message: 'The Spark worker could not be started: Glue is out of order. It is tried again.',
    });
  });

  it('does not blame a run when there is no room for its worker', async () => {
    const runId = await pendingRun('a.csv');
    jobs.beforeStart = () => {
      throw new NoRoomForWorkerError('Glue: ConcurrentRunsExceededException');
    };
    await watch({ runId });
    expect(await run(runId)).toMatchObject({ state: 'PENDING', attempts: 0, error_code: null });
  });

  it('looks seldom while its run waits for budget, and no later than when the day turns', async () => {
    const claimed = await pendingRun('a.csv');
    settling = { ...settling, dpuHoursPerDay: '0.25' };
    await workingWorker();
    await real.rows('update worker set dpus = 1000000');
    const runId = await pendingRun('b.csv');
    await watch({ runId });
    expect(jobs.started).toHaveLength(1);
    expect(await real.rows('select waiting_for from run where run_id = :id::uuid', { id: runId })).toEqual([
      { waiting_for: 'budget' },
    ]);
    const untilMidnight = 86_400 - ((Date.now() / 1000) % 86_400);
    const [next] = watchdog.take();
    expect(next?.delaySeconds).toBeLessThanOrEqual(900);
    expect(Math.abs((next?.delaySeconds ?? 0) - Math.min(900, untilMidnight))).toBeLessThan(60);
    await watch({ runId: claimed });
    expect(watchdog.take()).toEqual([{ message: { runId: claimed }, delaySeconds: 300 }]);
  });

  it('that comes twice leaves one, and that one goes on', async () => {
    const message = JSON.stringify({ runId: await pendingRun('a.csv') });
    await settle(delivery([message, message]), settling);
    await settle(delivery([message]), settling);
    expect(watchdog.take()).toHaveLength(1);
    await silentFor(0);
    await settle(delivery([message]), settling);
    expect(watchdog.take()).toHaveLength(1);
  });

  it('that was sent although nobody noted it goes on all the same', async () => {
    const message = JSON.stringify({ runId: await pendingRun('a.csv') });
    await settle(delivery([message]), settling);
    await real.rows('update run set watched_until = null');
    await settle(delivery([message]), settling);
    expect(watchdog.take()).toHaveLength(2);
  });

  it('is expected within half its delay of the moment when its run was seen, however late that is noted', async () => {
    const runId = await pendingRun('a.csv');
    const note = (seenAt: string, seconds: number): Promise<unknown> =>
      real.rows('select note_watchdog(:runId::uuid, :seenAt::timestamptz, :seconds::integer)::text', {
        runId,
        seenAt,
        seconds,
      });
    await note('2026-01-01T00:00:10Z', 60);
    await note('2026-01-01T00:00:00Z', 60);
    expect(await real.rows(`select (watched_until at time zone 'UTC')::text as "until" from run`)).toEqual([
      { until: '2026-01-01 00:00:40' },
    ]);
  });

  it('never comes again at once', async () => {
    settling = { ...settling, watchdogDelaySeconds: 0 };
    await watch({ runId: await pendingRun('a.csv') });
    expect(watchdog.sent.map((sent) => sent.delaySeconds)).toEqual([1]);
  });

  it('ends with the run, and with a run that never was', async () => {
    const runId = await pendingRun('a.csv');
    await real.rows(
      `update run set state = 'REJECTED', error_code = 'no-rows', error_message = 'x', ended_at = clock_timestamp()`,
    );
    expect(await watch({ runId })).toEqual([]);
    expect(await watch({ runId: randomUUID() })).toEqual([]);
    expect([watchdog.sent, jobs.started]).toEqual([[], []]);
  });

  it('goes to the dead letters alone, with a reason, when it is none', async () => {
    const runId = await pendingRun('a.csv');
    const bodies = ['garbage', '{"runId":"no id"}', '[]', JSON.stringify({ runId })];
    expect(await settle(delivery(bodies), settling)).toEqual([]);
    expect(deadLetters.buried.map(({ message }) => message.body)).toEqual(bodies.slice(0, 3));
    expect(deadLetters.reasons).toEqual([
      'The message is not JSON.',
      'The message is none of a watchdog: runId: Invalid GUID.',
      'The message is none of a watchdog: Invalid input: expected object, received array.',
    ]);
    expect(watchdog.sent).toHaveLength(1);
  });

  it('comes again when the next message cannot be sent, and goes to the dead letters with its last try', async () => {
    const runId = await pendingRun('a.csv');
    watchdog.before = () => {
      throw new Error('SQS is out of order');
    };
    expect(await watch({ runId })).toEqual(['message-0']);
    expect(await settle(delivery([JSON.stringify({ runId })], MOST_RECEIVES), settling)).toEqual([]);
    expect(deadLetters.reasons).toEqual([expect.stringContaining('with each try')]);
  });

  it('is waited for once a batch while the database sleeps on, and comes again', async () => {
    const body = JSON.stringify({ runId: await pendingRun('a.csv') });
    real.sleeps.length = 0;
    real.dataApi.sleep(1_000);
    expect(await settle(delivery([body, body]), settling)).toEqual(['message-0', 'message-1']);
    expect(real.sleeps).toHaveLength(7);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await settle(delivery([body]), settling)).toEqual([]);
    expect(watchdog.sent).toHaveLength(1);
  });

  it('outlasts a database that is away for longer than its tries, and what is none goes to the dead letters', async () => {
    const message = { runId: await pendingRun('a.csv') };
    real.dataApi.sleep(1_000);
    expect(await settle(delivery([JSON.stringify(message), 'garbage'], MOST_RECEIVES), settling)).toEqual([]);
    expect(watchdog.take()).toEqual([{ message, delaySeconds: 900 }]);
    expect(deadLetters.buried.map(({ message: { body } }) => body)).toEqual(['garbage']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await watch(message)).toEqual([]);
    expect(watchdog.sent).toHaveLength(1);
  });
});

describe('an event that is nobody’s', () => {
  it.each([[null], ['text'], [{}], [{ Records: [0] }], [{ 'detail-type': 'Glue Job State Change', detail: {} }]])(
    'is dropped and counted: %j',
    async (event) => {
      expect(await settle(event, settling)).toEqual([]);
      expect(telemetry.counts.get(METRICS.foreignEvents)).toBe(1);
    },
  );
});

describe("Glue's news that a worker ended", () => {
  it('frees its run at once, and has someone look when the pause is over', async () => {
    const runId = await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    jobs.stands(jobRunId, { phase: 'ended', glueState: 'FAILED', errorMessage: 'boom', logLocation: '/logs/jr_1' });
    await settle(glueEvent(jobRunId, 'FAILED'), settling);
    expect(await run(runId)).toMatchObject({ state: 'PENDING', log_location: '/logs/jr_1' });
    expect(watchdog.sent).toEqual([{ message: { runId, renew: false }, delaySeconds: 10 }]);
  });

  it('notes what Glue was paid for the worker', async () => {
    await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    jobs.stands(jobRunId, { phase: 'ended', glueState: 'SUCCEEDED', paidSeconds: 93 });
    await settle(glueEvent(jobRunId, 'SUCCEEDED'), settling);
    await settle(glueEvent(jobRunId, 'SUCCEEDED'), settling);
    expect(await real.rows('select dpus::text, paid_seconds from worker')).toEqual([{ dpus: '2', paid_seconds: 93 }]);
  });

  it('tells a time-out from a death', async () => {
    const runId = await pendingRun('a.csv');
    await settle(glueEvent(await workingWorker(), 'TIMEOUT'), settling);
    expect(await run(runId)).toMatchObject({ error_code: 'worker-timeout' });
  });

  it('makes the run FAILED at the third death, with the log and the last line of the error', async () => {
    const runId = await pendingRun('a.csv');
    for (const attempt of [1, 2, 3]) {
      const jobRunId = await workingWorker();
      const logLocation = `/logs/${jobRunId}`;
      jobs.stands(jobRunId, { phase: 'ended', glueState: 'FAILED', errorMessage: `boom ${attempt}`, logLocation });
      await settle(glueEvent(jobRunId, 'FAILED'), settling);
      await backoffIsOver();
    }
    const closed = await run(runId);
    expect(closed).toMatchObject({ state: 'FAILED', attempts: 3, log_location: '/logs/jr_3' });
    expect(closed['error_message']).toContain('Its last error was: boom 3.');
    expect(closed['error_message']).toContain('/logs/jr_3');
    expect(jobs.started).toHaveLength(3);
  });

  it('wakes another worker for what came while the last one left', async () => {
    await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    await real.rows(
      `update run set state = 'REJECTED', worker_id = null, error_code = 'x', error_message = 'x', ended_at = now()`,
    );
    await pendingRun('b.csv');
    await settle(glueEvent(jobRunId, 'SUCCEEDED'), settling);
    expect(jobs.started).toHaveLength(2);
  });

  it('finds the worker by its argument when its start was not remembered', async () => {
    const runId = await pendingRun('a.csv');
    const jobRunId = await workingWorker();
    await real.rows('update worker set glue_run_id = null');
    await settle(glueEvent(jobRunId, 'FAILED'), settling);
    expect(await run(runId)).toMatchObject({ state: 'PENDING', error_code: 'worker-died' });
  });

  it('changes nothing when repeated, unknown, about another job or not about an end', async () => {
    const runId = await pendingRun('a.csv');
    const first = await workingWorker();
    await settle(glueEvent(first, 'RUNNING'), settling);
    await settle(glueEvent(first, 'FAILED', 'another-job'), settling);
    await settle(glueEvent('jr_unknown', 'FAILED'), settling);
    expect(await run(runId)).toMatchObject({ state: 'IN_PROGRESS', attempts: 1 });
    await settle(glueEvent(first, 'FAILED'), settling);
    await backoffIsOver();
    await workingWorker();
    await settle(glueEvent(first, 'FAILED'), settling);
    expect(await run(runId)).toMatchObject({ state: 'IN_PROGRESS', attempts: 2 });
  });
});
