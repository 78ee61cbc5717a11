import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedMarkerKey } from '../../lambdas/core/landing/index.ts';
import { placeOf } from '../../lambdas/core/landing/place.ts';
import { type Intake, takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { LONGEST_DELAY_SECONDS } from '../../lambdas/core/queues/watchdog.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { BATCH_JOB_TYPE } from './batch-job-type.ts';
import type { FakeObjects } from './fakes/objects.ts';
import type { FakeQueue } from './fakes/queue.ts';
import type { FakeWorkerJobs } from './fakes/worker-jobs.ts';
import { LANDING, notification, RESULTS } from './notifications.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { delivery, received } from './received.ts';

const DAY_SECONDS = 24 * 3_600;
const jobTypes = new Map([[BATCH_JOB_TYPE.name, BATCH_JOB_TYPE]]);

let real: RealDatabase;
let objects: FakeObjects;
let watchdog: FakeQueue;
let jobs: FakeWorkerJobs;
let parts: Intake & Settling;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.empty();
  const glueJobs = { orders: { jobName: 'orders-job', maxWorkers: 1, dpus: 2, logGroupPrefix: '/logs' } };
  const fresh = pipelineParts(real.database);
  ({ objects, watchdog, jobs } = fresh);
  parts = { ...fresh, jobTypes, glueJobs };
});

/** Lands a version and lets intake hear of it. */
async function land(name: string, text = ''): Promise<void> {
  const key = `landing/orders/${name}`;
  const versionId = objects.put(LANDING, key, text);
  await announce(key, versionId);
}
async function announce(key: string, versionId: string): Promise<void> {
  expect(await takeMessages(received([notification({ key, versionId, size: 10 })]), parts)).toEqual([]);
}
const runs = (): Promise<Record<string, unknown>[]> =>
  real.rows('select state, waiting_for, missing_roles, error_code from run order by created_at');
/** Delivers what lies in the watchdog queue. */
async function deliver(): Promise<void> {
  for (const { message } of watchdog.take()) {
    expect(await settle(delivery([JSON.stringify(message)]), parts)).toEqual([]);
  }
}

describe('the place of a file of a batch', () => {
  it('is told by its folder and its name', () => {
    expect(placeOf('landing/orders/may/heads.csv', 1, jobTypes)).toEqual({
      kind: 'batch-file',
      jobType: 'orders',
      role: 'heads',
      folder: 'may',
    });
    expect(placeOf('landing/orders/2026/05/lines.csv.gz', 1, jobTypes)).toMatchObject({
      role: 'lines',
      folder: '2026/05',
    });
  });

  it.each(['heads.csv', 'may/prices.csv', 'may/heads.txt', 'may/my-heads.csv', 'corrections/x/heads.csv'])(
    'is none for %s, and the names are told',
    (name) => {
      const place = placeOf(`landing/orders/${name}`, 1, jobTypes);
      expect(place).toMatchObject({ kind: 'rejected', jobType: 'orders', error: { code: 'unknown-file' } });
      expect(JSON.stringify(place)).toContain('heads.csv or heads.csv.gz, and lines.csv or lines.csv.gz');
    },
  );
});

describe('a batch that lands file by file', () => {
  it('starts no worker for the first and one for the second, and both have their markers', async () => {
    await land('may/lines.csv');
    expect(await runs()).toMatchObject([{ state: 'PENDING', waiting_for: 'files', missing_roles: ['heads'] }]);
    expect(jobs.started).toEqual([]);
    await land('may/heads.csv');
    expect(await runs()).toMatchObject([{ state: 'PENDING', waiting_for: null, missing_roles: [] }]);
    expect(jobs.started).toHaveLength(1);
    expect(objects.keys(RESULTS)).toEqual(
      [
        recordedMarkerKey('landing/orders/may/heads.csv', 'v3'),
        recordedMarkerKey('landing/orders/may/lines.csv', 'v1'),
      ].sort(),
    );
  });

  it('takes the newest version by the order of the bucket, whichever is announced last', async () => {
    const [older, newer] = [1, 2].map(() => objects.put(LANDING, 'landing/orders/may/heads.csv'));
    await announce('landing/orders/may/heads.csv', newer ?? '');
    await announce('landing/orders/may/heads.csv', older ?? '');
    await land('may/lines.csv');
    expect(await real.rows(`select version_id from run_source where role = 'heads'`)).toEqual([{ version_id: newer }]);
  });

  it('is watched at once when its last file lands', async () => {
    await land('may/lines.csv');
    watchdog.take();
    await land('may/heads.csv');
    expect(watchdog.take()).toMatchObject([{ delaySeconds: 300, message: { runId: expect.any(String) } }]);
  });
});

describe('a batch whose files do not come', () => {
  it('rests without a look at the database, and is REJECTED when its days are over', async () => {
    await land('may/lines.csv');
    let [seconds, deliveries] = [0, 0];
    const database = { query: () => Promise.reject(new Error('The database is asleep.')) };
    const asleep = { ...parts, database: database as never };
    for (;;) {
      const [sent, ...others] = watchdog.take();
      if (sent === undefined) throw new Error('nothing watches the run');
      expect(others).toEqual([]);
      expect(sent.delaySeconds).toBeLessThanOrEqual(LONGEST_DELAY_SECONDS);
      seconds += sent.delaySeconds;
      if ((sent.message as { restSeconds: number }).restSeconds === 0) {
        watchdog.sent.push(sent);
        break;
      }
      expect(await settle(delivery([JSON.stringify(sent.message)]), asleep)).toEqual([]);
      deliveries += 1;
    }
    expect(seconds).toBe(2 * DAY_SECONDS);
    expect(deliveries).toBe((2 * DAY_SECONDS) / LONGEST_DELAY_SECONDS - 1);
    await real.rows('update run set wait_until = clock_timestamp()');
    await deliver();
    expect(await runs()).toMatchObject([{ state: 'REJECTED', error_code: 'files-missing', missing_roles: ['heads'] }]);
    await deliver();
    expect(watchdog.take()).toEqual([]);
  });

  it('rests on when its watchdog comes too early', async () => {
    await land('may/lines.csv');
    const [first] = watchdog.take();
    const runId = (first?.message as { runId: string } | undefined)?.runId;
    expect(await settle(delivery([JSON.stringify({ runId })]), parts)).toEqual([]);
    expect(watchdog.take()).toMatchObject([{ delaySeconds: LONGEST_DELAY_SECONDS }]);
    expect(await runs()).toMatchObject([{ state: 'PENDING', waiting_for: 'files' }]);
  });

  it('answers also for an older version that is heard of when the run is closed', async () => {
    parts = { ...parts, repliesForUploads: true };
    const key = 'landing/orders/may/lines.csv';
    const [older = '', newer = ''] = [1, 2].map(() => objects.put(LANDING, key));
    await announce(key, newer);
    await real.rows('update run set wait_until = clock_timestamp()');
    await real.rows('select give_up_waiting(run_id) from run');
    watchdog.take();
    await announce(key, older);
    const [{ run_id: runId } = {}] = await real.rows('select run_id from run');
    expect(watchdog.take()).toMatchObject([{ delaySeconds: 0, message: { runId, renew: false } }]);
  });
});
