import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedMarkerKey } from '../../lambdas/core/landing/index.ts';
import { type Intake, takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { MOST_RECEIVES } from '../../lambdas/core/queues/received-message.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import { NoRoomForWorkerError } from '../../lambdas/core/workers/index.ts';
import type { FakeDeadLetters } from './fakes/dead-letters.ts';
import type { FakeObjects } from './fakes/objects.ts';
import type { FakeQueue } from './fakes/queue.ts';
import type { FakeTelemetry } from './fakes/telemetry.ts';
import type { FakeWorkerJobs } from './fakes/worker-jobs.ts';
import { LANDING, notification, type Put, RESULTS, record, TEST_EVENT } from './notifications.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { received } from './received.ts';

let real: RealDatabase;
let objects: FakeObjects;
let watchdog: FakeQueue;
let jobs: FakeWorkerJobs;
let deadLetters: FakeDeadLetters;
let telemetry: FakeTelemetry;
let intake: Intake;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.empty();
  const parts = pipelineParts(real.database);
  ({ objects, watchdog, jobs, deadLetters, telemetry } = parts);
  intake = parts;
});

const take = (...bodies: readonly string[]): Promise<readonly string[]> => takeMessages(received(bodies), intake);
const file = (name: string, more: Partial<Put> = {}): Put => ({
  key: `landing/branch-stats/${name}`,
  versionId: `version-of-${name.replaceAll(/[/\0]/g, '-')}`,
  ...more,
});
const runs = (): Promise<Record<string, unknown>[]> =>
  real.rows(
    `select run.state, run.job_type, run.error_code, source.key, source.version_id, source.size
       from run join run_source source using (run_id) order by source.key`,
  );
const open = async (): Promise<string[]> =>
  (await real.rows(`select run_id from run where state in ('PENDING', 'IN_PROGRESS')`)).map((row) =>
    String(row['run_id']),
  );

describe('a landed file', () => {
  it('becomes a pending run with a watchdog, a marker and a worker', async () => {
    expect(await take(notification(file('a b+ü.csv', { size: 12 })))).toEqual([]);
    expect(await runs()).toEqual([
      {
        state: 'PENDING',
        job_type: 'branch-stats',
        error_code: null,
        key: 'landing/branch-stats/a b+ü.csv',
        version_id: 'version-of-a b+ü.csv',
        size: 12,
      },
    ]);
    expect(watchdog.sent).toEqual([{ message: { runId: (await open())[0] }, delaySeconds: 300 }]);
    expect(objects.keys(RESULTS)).toEqual(['recorded/landing/branch-stats/a b+ü.csv/version-of-a b+ü.csv']);
    expect(jobs.started).toHaveLength(1);
    expect(await real.rows('select state, glue_run_id from worker')).toEqual([
      { state: 'STARTING', glue_run_id: 'jr_1' },
    ]);
  });

  it('is one run however often it is announced', async () => {
    const body = notification(file('a.csv'));
    expect(await take(body, body, notification(file('a.csv'), file('a.csv')))).toEqual([]);
    expect(await take(body)).toEqual([]);
    expect(await runs()).toHaveLength(1);
    expect(watchdog.sent).toHaveLength(1);
    expect(jobs.started).toHaveLength(1);
    expect(telemetry.counts.get(METRICS.runsRepeated)).toBe(4);
  });

  it('is another run in another version', async () => {
    await take(notification(file('a.csv', { versionId: 'v1' }), file('a.csv', { versionId: 'v2' })));
    const lineages = await real.rows('select distinct lineage from run');
    expect([await runs(), lineages].map((rows) => rows.length)).toEqual([2, 1]);
  });

  it('tells its version and size itself when the event does not', async () => {
    const versionId = objects.put(LANDING, 'landing/branch-stats/a.csv', 'four');
    await take(notification(file('a.csv', { versionId: undefined, size: undefined })));
    expect(await runs()).toMatchObject([{ version_id: versionId }]);
  });

  it('that is gone before its version is known is dropped', async () => {
    expect(await take(notification(file('a.csv', { versionId: undefined })))).toEqual([]);
    expect(await runs()).toEqual([]);
    expect(telemetry.counts.get(METRICS.objectsGone)).toBe(1);
  });

  it('of an unknown kind is rejected, with a marker but neither watchdog nor worker', async () => {
    const bad = [{ key: 'landing/x.csv' }, { key: 'landing/nonsense/x.csv' }, { key: 'landing/branch-stats/x.pdf' }];
    expect(await take(notification(...bad.map((put) => ({ ...put, versionId: 'v' }))))).toEqual([]);
    expect((await runs()).map((run) => [run['state'], run['job_type'], run['error_code']])).toEqual([
      ['REJECTED', 'branch-stats', 'unknown-suffix'],
      ['REJECTED', 'nonsense', 'unknown-job-type'],
      ['REJECTED', 'unknown', 'unknown-job-type'],
    ]);
    expect([watchdog.sent.length, jobs.started.length, objects.keys(RESULTS).length]).toEqual([0, 0, 3]);
  });

  it('among the corrections corrects the run that its folder names', async () => {
    await take(notification(file('a.csv')));
    const [target] = await open();
    await real.rows(
      `update run set state = 'SUCCEEDED', published_attempt = 1, counts = true, ended_at = now(), rows_read = 2,
              rows_counted = 1, rows_quarantined = 1 where run_id = :target::uuid`,
      { target: String(target) },
    );
    await take(notification(file(`corrections/${target}/a.csv`)));
    const [run] = await real.rows(`select state, corrects from run where state = 'PENDING'`);
    expect(run).toEqual({ state: 'PENDING', corrects: target });
    expect(watchdog.sent).toHaveLength(2);
  });

  it('among the corrections that names no run which can be corrected is rejected, and says so', async () => {
    const unknown = '0a1b2c3d-4e5f-8a6b-9c7d-0e1f2a3b4c5d';
    const names = ['corrections/a.csv', `corrections/${unknown}/a.csv`];
    expect(await take(notification(...names.map((name) => file(name))))).toEqual([]);
    const rejected = await real.rows(
      'select state, corrects, error_code, error_message from run order by error_message',
    );
    expect(rejected).toEqual([
      expect.objectContaining({ state: 'REJECTED', corrects: null, error_code: 'corrects-unknown-run' }),
      expect.objectContaining({ state: 'REJECTED', corrects: null, error_code: 'corrects-unknown-run' }),
    ]);
    expect(rejected.map((run) => String(run['error_message'])).join()).toContain(unknown);
    expect([watchdog.sent.length, jobs.started.length, objects.keys(RESULTS).length]).toEqual([0, 0, 2]);
  });

  it('elsewhere, or a folder marker, is dropped and counted', async () => {
    const puts = [
      { key: 'elsewhere/a.csv', versionId: 'v' },
      { key: 'landing/branch-stats/', versionId: 'v', size: 0 },
      { key: 'landing/branch-stats/a.csv', versionId: 'v', bucket: 'foreign-bucket' },
      { key: 'landing/branch-stats/a.csv', versionId: 'v', eventName: 'ObjectRemoved:Delete' },
    ];
    expect(await take(notification(...puts), TEST_EVENT)).toEqual([]);
    expect(await runs()).toEqual([]);
    expect(Object.fromEntries(telemetry.counts)).toEqual({
      [METRICS.objectsOutsideLanding]: 1,
      [METRICS.folderMarkers]: 1,
      [METRICS.foreignEvents]: 2,
      [METRICS.testEvents]: 1,
    });
    expect(objects.keys(RESULTS)).toContain(recordedMarkerKey('landing/branch-stats/', 'v'));
  });
});

describe('a batch of messages', () => {
  it('is recorded but for the messages that cannot be, which go to the dead letters at once', async () => {
    const bodies = ['not JSON', notification(file('a.csv')), '{"some":"thing"}', notification(file('b.csv'))];
    expect(await take(...bodies)).toEqual([]);
    expect(await runs()).toHaveLength(2);
    expect(deadLetters.buried.map(({ message, reason }) => [message.body, reason])).toEqual([
      ['not JSON', 'The message is not JSON.'],
      [
        '{"some":"thing"}',
        'The message is no notification of S3: Records: Invalid input: expected array, received undefined.',
      ],
    ]);
    expect(telemetry.counts.get(METRICS.messagesBuried)).toBe(2);
  });

  it('gives back only the ones that failed, and that another try may help', async () => {
    objects.before = (call) => {
      if (call.includes('a.csv')) throw new Error('S3 stumbles');
    };
    expect(await take(notification(file('a.csv')), notification(file('b.csv')))).toEqual(['message-0']);
    expect(deadLetters.buried).toEqual([]);
    expect(await runs()).toHaveLength(2);
  });

  it('records the other records of a message that goes to the dead letters', async () => {
    const records = [record(file('a.csv')), { eventName: 'ObjectCreated:Put' }, record(file('b.csv'))];
    expect(await take(JSON.stringify({ Records: records }))).toEqual([]);
    expect(await runs()).toHaveLength(2);
    expect(jobs.started).toHaveLength(1);
    expect(deadLetters.reasons).toEqual([expect.stringMatching(/^Record 2 of 3 is none that S3 writes: eventTime: /)]);
  });

  it('refuses a key that no database text can hold, once, and marks it so that no sweep announces it again', async () => {
    const key = 'landing/branch-stats/b\u0000.csv';
    expect(await take(notification(file('a.csv'), file('b\u0000.csv')))).toEqual([]);
    expect(await runs()).toHaveLength(1);
    expect(watchdog.sent).toHaveLength(1);
    expect(deadLetters.reasons).toEqual([expect.stringContaining('NUL')]);
    expect(objects.keys(RESULTS)).toContain(recordedMarkerKey(key, 'version-of-b-.csv'));
  });

  it('fails as a whole, with one wait, while the database sleeps on', async () => {
    real.sleeps.length = 0;
    real.dataApi.sleep(2_000);
    expect(await take(notification(file('a.csv')), notification(file('b.csv')))).toEqual(['message-0', 'message-1']);
    expect(real.sleeps).toHaveLength(7);
    expect(telemetry.counts.get(METRICS.databaseWaking)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await take(notification(file('a.csv')), notification(file('b.csv')))).toEqual([]);
    expect(await runs()).toHaveLength(2);
  });
});

describe('a message that fails with each try', () => {
  const lastTry = (body: string): Promise<readonly string[]> =>
    takeMessages(received([body], { receives: MOST_RECEIVES }), intake);
  const stumble = (error: Error): void => {
    watchdog.before = () => {
      throw error;
    };
  };

  it('goes to the dead letters with its last one, with the reason but not what an unknown error says', async () => {
    stumble(Object.assign(new Error('secret.csv is too secret'), { name: 'ThrottlingException' }));
    const body = notification(file('a.csv'));
    expect(await take(body)).toEqual(['message-0']);
    expect(deadLetters.buried).toEqual([]);
    expect(await lastTry(body)).toEqual([]);
    expect(deadLetters.reasons).toEqual([
      "An error of the kind ThrottlingException came again with each try; the function's log has it.",
    ]);
  });

  it('is left to SQS when the dead letters do not take it', async () => {
    deadLetters.before = () => {
      throw new Error('too large');
    };
    expect(await take('not JSON')).toEqual(['message-0']);
    stumble(new Error('any'));
    expect(await lastTry(notification(file('a.csv')))).toEqual(['message-0']);
    expect(telemetry.counts.get(METRICS.messagesBuried)).toBeUndefined();
  });

  it('says that the database did not wake, also of the messages behind it', async () => {
    real.dataApi.sleep(2_000);
    const bodies = [notification(file('a.csv')), notification(file('b.csv'))];
    expect(await takeMessages(received(bodies, { receives: MOST_RECEIVES }), intake)).toEqual([]);
    expect(deadLetters.reasons).toEqual(Array(2).fill('The database did not wake in time.'));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  });
});

describe('when the process dies after a side effect, a second delivery ends as one delivery does', () => {
  const die = (): never => {
    throw new Error('killed');
  };
  const crashes: readonly [string, () => void][] = [
    [
      'the run was recorded',
      () => {
        watchdog.before = die;
      },
    ],
    [
      'the watchdog message was sent',
      () => {
        objects.before = (call) => call.startsWith('write') && die();
      },
    ],
    [
      'the marker was written',
      () => {
        jobs.beforeStart = die;
      },
    ],
  ];

  it.each(crashes)('%s', async (_, arrangeDeath) => {
    const body = notification(file('a.csv'));
    arrangeDeath();
    expect(await take(body)).toEqual(['message-0']);
    watchdog.before = () => undefined;
    objects.before = () => undefined;
    jobs.beforeStart = () => undefined;
    expect(await take(body)).toEqual([]);

    expect(await runs()).toMatchObject([{ state: 'PENDING' }]);
    expect(objects.keys(RESULTS)).toHaveLength(1);
    expect(jobs.started).toHaveLength(1);
    const [runId] = await open();
    expect(new Set(watchdog.sent.map(({ message }) => JSON.stringify(message)))).toEqual(
      new Set([JSON.stringify({ runId })]),
    );
  });
});

describe('waking workers', () => {
  it('starts no more than allowed, and remembers that runs wait for capacity', async () => {
    await take(notification(file('a.csv'), file('b.csv'), file('c.csv')));
    expect(jobs.started).toHaveLength(1);
    expect(await real.rows('select distinct waiting_for from run')).toEqual([{ waiting_for: 'capacity' }]);
  });

  it('starts none beyond the budget of the day, and remembers that runs wait for it', async () => {
    intake = { ...intake, dpuHoursPerDay: '0.25' };
    await take(notification(file('a.csv')));
    await real.rows('select claim_run(worker_id, true) from worker');
    await real.rows('update worker set dpus = 1000000');
    await take(notification(file('b.csv')));
    expect(jobs.started).toHaveLength(1);
    expect(await real.rows(`select waiting_for from run where state = 'PENDING'`)).toEqual([{ waiting_for: 'budget' }]);
  });

  it('starts one for each run while there is room', async () => {
    intake = {
      ...intake,
      glueJobs: { 'branch-stats': { jobName: 'job', maxWorkers: 5, dpus: 2, logGroupPrefix: '/logs' } },
    };
    await take(notification(file('a.csv'), file('b.csv'), file('c.csv')));
    expect(jobs.started).toHaveLength(3);
  });

  it('leaves the run to its watchdog when there is no room, and frees the place', async () => {
    jobs.beforeStart = () => {
      throw new NoRoomForWorkerError('too many');
    };
    expect(await take(notification(file('a.csv')))).toEqual([]);
    expect(await real.rows('select state from worker')).toEqual([{ state: 'GONE' }]);
    expect(watchdog.sent).toHaveLength(1);
  });
});
