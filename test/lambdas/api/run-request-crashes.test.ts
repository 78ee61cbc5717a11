import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QueueWatchdog } from '../../../lambdas/api/acts/queue-watchdog.ts';
import { DatabaseRunRequests } from '../../../lambdas/api/acts/run-requests.ts';
import type { Database } from '../../../lambdas/core/database/index.ts';
import { DatabaseRunReports } from '../../../lambdas/core/reports/run-reports.ts';
import { requestSchema } from '../../../lambdas/core/requests/index.ts';
import { workerIdSchema } from '../../../lambdas/core/runs/index.ts';
import { settle } from '../../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../../lambdas/core/settling/settling.ts';
import { FakeDeadLetters } from '../fakes/dead-letters.ts';
import { FakeQueue } from '../fakes/queue.ts';
import { FakeResponses } from '../fakes/responses.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { FakeWorkerJobs } from '../fakes/worker-jobs.ts';
import { delivery } from '../received.ts';
import { ApiUnderTest } from './api-under-test.ts';

const somebody = { subject: 'olga', name: 'Olga Operator' };

const DELAY_SECONDS = 120;
const FILE = 'landing/branch-stats/may.csv';
const request = requestSchema.parse({
  ...{ requestId: 'may-1', jobType: 'branch-stats', source: `s3://landing/${FILE}` },
});

let api: ApiUnderTest;
let queue: FakeQueue;
let responses: FakeResponses;
let jobs: FakeWorkerJobs;
beforeAll(async () => {
  api = await ApiUnderTest.start();
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.empty();
  api.landed.put('landing', FILE, 'data');
  queue = new FakeQueue();
  responses = new FakeResponses();
  jobs = new FakeWorkerJobs();
});

class Killed extends Error {}

/** A process that dies before its effect of this number, counted from 0; what it only reads is no effect. */
function processThatDies(before: number) {
  let effects = 0;
  const effect = (): void => {
    if (effects === before) throw new Killed();
    effects += 1;
  };
  const database: Database = {
    query: (sql, parameters, row, repeatable) => {
      if (repeatable !== 'reads') effect();
      return api.dataApi.query(sql, parameters, row, repeatable);
    },
  };
  const own = new FakeQueue();
  own.send = async (message, delaySeconds) => {
    effect();
    await queue.send(message, delaySeconds);
  };
  const requests = new DatabaseRunRequests({
    ...{ database, landed: api.landed, landingBucket: 'landing', jobTypes: api.jobTypes },
    ...{ runs: new DatabaseRunReports(api.dataApi), watchdog: new QueueWatchdog(own) },
    watchdogDelaySeconds: DELAY_SECONDS,
  });
  return { requests, count: () => effects };
}

/** @returns whether the process lived on to its answer */
async function ask(dyingBefore = Number.POSITIVE_INFINITY): Promise<boolean> {
  try {
    await processThatDies(dyingBefore).requests.ask(request, somebody);
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

/** So many seconds go by, and settle is all that works. */
async function pass(seconds: number): Promise<void> {
  const settling: Settling = {
    ...{ database: api.dataApi, objects: api.landed, resultsBucket: 'results', jobTypes: api.jobTypes },
    ...{ watchdog: queue, watchdogDelaySeconds: DELAY_SECONDS, heartbeatTimeoutSeconds: 60 },
    ...{ deadLetters: new FakeDeadLetters(), telemetry: new FakeTelemetry(), responses, jobs },
    glueJobs: { 'branch-stats': { jobName: 'job', maxWorkers: 1, dpus: 2, logGroupPrefix: '/logs' } },
    dpuHoursPerDay: null,
    newWorkerId: () => workerIdSchema.parse(randomUUID()),
  };
  await api.pipeline.rows(`update run set watched_until = watched_until - $1 * interval '1 second'`, seconds);
  for (const { message, delaySeconds } of queue.take()) {
    if (delaySeconds <= seconds) {
      expect(await settle(delivery([JSON.stringify(message)]), settling)).toEqual([]);
    } else {
      await queue.send(message, delaySeconds);
    }
  }
}

const end = (): Promise<unknown> =>
  api.pipeline.rows(
    `update run set state = 'FAILED', ended_at = now(), error_code = 'x', error_message = 'y', attempts = 3`,
  );
const state = async () => ({
  runs: await api.pipeline.rows('select state from run'),
  requests: await api.pipeline.rows('select reply_due from request'),
});

/** What was there before, and what the request must have come to. */
const situations = {
  'of a file that nobody knows of': {
    arrange: async () => undefined,
    isDone: async () => {
      expect(jobs.started).toHaveLength(1);
      expect(await state()).toEqual({ runs: [{ state: 'PENDING' }], requests: [{ reply_due: true }] });
      // And it goes on being looked after.
      expect(queue.sent.length).toBeGreaterThan(0);
    },
  },
  'for a run that has ended long ago': {
    arrange: async () => {
      await ask();
      await end();
      await api.pipeline.rows('delete from request');
      queue.take();
    },
    isDone: async () => {
      expect(new Set(responses.sent).size).toBe(1);
      expect(await state()).toEqual({ runs: [{ state: 'FAILED' }], requests: [{ reply_due: false }] });
      expect(queue.sent).toEqual([]);
    },
  },
  'that is repeated when its reply was lost': {
    arrange: async () => {
      await ask();
      await end();
      await pass(DELAY_SECONDS);
      expect(responses.sent).toHaveLength(1);
      responses.sent.length = 0;
    },
    isDone: async () => {
      expect(new Set(responses.sent).size).toBe(1);
      expect(await state()).toEqual({ runs: [{ state: 'FAILED' }], requests: [{ reply_due: false }] });
      expect(queue.sent).toEqual([]);
    },
  },
};

/** The watchdog is sent, the request recorded, the worker woken or the reply asked for. */
const EFFECTS = 3;

describe.each(Object.entries(situations))('a request through the API %s', (_, { arrange, isDone }) => {
  it(`has ${EFFECTS} effects`, async () => {
    await arrange();
    const { requests, count } = processThatDies(Number.POSITIVE_INFINITY);
    await requests.ask(request, somebody);
    expect(count()).toBe(EFFECTS);
    await pass(DELAY_SECONDS);
    await isDone();
  });

  it.each(Array.from({ length: EFFECTS }, (_effect, place) => place))(
    `of which the process does %i before it dies is done or undone ${DELAY_SECONDS} s later, and done when it is sent again`,
    async (effects) => {
      await arrange();
      const untouched = await state();
      const sent = responses.sent.length;
      expect(await ask(effects)).toBe(false);
      const isRecorded = effects === EFFECTS - 1;
      await pass(DELAY_SECONDS);
      if (isRecorded) {
        await isDone();
      } else {
        expect([await state(), responses.sent.length, queue.sent, jobs.started]).toEqual([untouched, sent, [], []]);
      }
      expect(await ask()).toBe(true);
      await pass(DELAY_SECONDS);
      await isDone();
    },
  );
});
