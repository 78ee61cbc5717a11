import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Intake, takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { PowertoolsTelemetry } from '../../lambdas/core/telemetry/powertools-telemetry.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import type { FakeObjects } from './fakes/objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import type { FakeResponses } from './fakes/responses.ts';
import type { FakeTelemetry } from './fakes/telemetry.ts';
import { LANDING, notification, RESULTS } from './notifications.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { delivery, received } from './received.ts';
import { type Told, toldDuring } from './told.ts';

/** What a file and its name may hold, and a line of a log never does. */
const SECRETS = {
  name: 'jane.doe@example.com',
  branch: 'ZURICH-7',
  amount: '918273.64',
  row: '2026-05-01T10:00:00Z,Z',
};
const KEY = `landing/branch-stats/${SECRETS.name} of may.csv`;

let real: RealDatabase;
let objects: FakeObjects;
let watchdog: FakeQueue;
let ingest: FakeQueue;
let responses: FakeResponses;
let counts: FakeTelemetry;
let intake: Intake;
let settling: Settling;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.empty();
  const parts = pipelineParts(real.database);
  ({ objects, watchdog, responses, telemetry: counts } = parts);
  ingest = new FakeQueue();
  intake = { ...parts, repliesForUploads: true };
  settling = parts;
});

/** What the real telemetry writes while messages are handled with it. */
const telling = (work: (telemetry: PowertoolsTelemetry) => Promise<unknown>): Promise<Told> =>
  toldDuring(() => {
    const telemetry = new PowertoolsTelemetry({ STAGE: 'test', CODE_VERSION: '1' });
    return telemetry.following({}, () => work(telemetry));
  });
const versionOf = (name: string): string => `v${name.length}`;
const land = (name = KEY, size = 1_000): Promise<unknown> =>
  takeMessages(received([notification({ key: name, versionId: versionOf(name), size })]), intake);
const look = (own: Partial<Settling> = {}): Promise<unknown> =>
  settle(delivery(watchdog.take().map(({ message }) => JSON.stringify(message))), { ...settling, ...own });
const onlyRun = async (): Promise<string> => String((await real.rows('select run_id from run'))[0]?.['run_id']);
/** A worker claims the run and gives it up for good, or publishes a branch for it. */
async function work(how: 'publishes' | 'rejects'): Promise<void> {
  const [worker] = await real.rows(`select worker_id from worker where state <> 'GONE'`);
  const workerId = String(worker?.['worker_id']);
  const [row] = await real.rows('select claim_run(:workerId::uuid, true) as claim', { workerId });
  const claim = z.object({ run: z.object({ runId: z.string(), attempt: z.number() }) });
  const held = { ...claim.parse(JSON.parse(String(row?.['claim']))).run, workerId };
  const at = ':runId::uuid, :workerId::uuid, :attempt::integer';
  if (how === 'rejects') {
    const error = JSON.stringify({ code: 'wrong-header', message: `The header has ${SECRETS.branch}.` });
    await real.rows(`select reject_run(${at}, '{}', :error::jsonb)`, { ...held, error });
    return;
  }
  const sources = JSON.stringify([{ checksum: 'c', newestFirst: [versionOf(KEY)] }]);
  await real.rows(`select identify_run(${at}, :sources::jsonb)`, { ...held, sources });
  const figure = { runId: held.runId, attempt: held.attempt, branch: SECRETS.branch, amount: SECRETS.amount };
  await real.rows(
    `insert into branch_stats_figure select :runId::uuid, :attempt::integer, :branch, 1, a, a, a from (select :amount::numeric a) x`,
    figure,
  );
  const summary = JSON.stringify({
    rowsRead: 1,
    rowsCounted: 1,
    rowsQuarantined: 0,
    bytesRead: 9,
    groups: 1,
    rejects: [],
  });
  await real.rows(`select publish_run(${at}, :summary::jsonb)`, { ...held, summary });
}
const later = (seconds: number): Promise<unknown> =>
  real.rows(
    `with moved as (update run_event set at = at - :seconds::integer * interval '1 second')
     update run set created_at = created_at - :seconds::integer * interval '1 second', watched_until = null`,
    { seconds },
  );

describe('the story of a run', () => {
  it('can be followed by its id through every line from the event to the reply', async () => {
    const { lines, text } = await telling(async (telemetry) => {
      [intake, settling] = [
        { ...intake, telemetry },
        { ...settling, telemetry },
      ];
      await land();
      await look();
      await later(10_000);
      await look();
      await work('publishes');
      await look();
    });
    const runId = await onlyRun();
    expect(responses.sent).toHaveLength(1);
    const ofWorkers = lines.filter(({ workerId }) => workerId !== undefined);
    const others = lines.filter((line) => !ofWorkers.includes(line));
    expect(others.map(({ message }) => message)).toEqual([
      'Recorded a run.',
      'A run takes longer than its size explains.',
      'A watchdog found no open run.',
      'Sent a reply.',
    ]);
    expect(others.map((line) => line['runId'])).toEqual(others.map(() => runId));
    // Which run a worker was started for is not decided; the message leads from the one to the other.
    expect(ofWorkers).toMatchObject([{ message: 'Started a worker.', messageId: lines[0]?.['messageId'] }]);
    // And back to the event, by what S3 calls it.
    expect(lines[0]).toMatchObject({ sequencer: '0055AED6DCD90281E5', s3RequestId: 'C3D13FE58DE4C810' });
    expect(Object.values(SECRETS).filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('tells nothing of what is in a file when the database refuses it', async () => {
    const { text, lines } = await telling(async (telemetry) => {
      const shout = `raise exception 'a check failed' using detail = 'Failing row contains (${SECRETS.branch}, ${SECRETS.amount}).'`;
      await real.rows(`create function refuse() returns trigger language plpgsql as $$ begin ${shout}; end $$`);
      await real.rows('create trigger refuse before insert on run for each row execute function refuse()');
      try {
        intake = { ...intake, telemetry };
        await land();
      } finally {
        await real.rows('drop function refuse() cascade');
      }
      const unreadable = real.database.query(`select cast(:text as numeric)`, { text: SECRETS.row }, z.unknown());
      await unreadable.catch((error: unknown) => telemetry.error('A statement failed.', error));
    });
    expect(lines.map(({ level }) => level)).toEqual(['ERROR', 'ERROR']);
    expect(text).toContain('a check failed');
    expect(text).toContain('22P02');
    expect(Object.values(SECRETS).filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('begins with the sweep where an event was lost: the version leads to the run', async () => {
    const versionId = objects.put(LANDING, 'landing/branch-stats/lost.csv', 'data');
    const { lines } = await telling(async (telemetry) => {
      await sweepOn({
        ...{ objects, ingest, telemetry, landingBucket: LANDING, resultsBucket: RESULTS },
        ...{ landedBefore: '9999-01-01T00:00:00.000Z', isOutOfTime: () => false },
        ...{ now: Date.now, mostListsPerDay: 48_000 },
      });
      const found = ingest.take().map(({ message }) => JSON.stringify(message));
      await takeMessages(received(found), { ...intake, telemetry });
    });
    expect(lines).toMatchObject([
      { message: 'Announced a forgotten file.', versionId },
      { message: 'Recorded a run.', versionId, runId: await onlyRun() },
      { message: 'Started a worker.' },
    ]);
  });
});

describe('a closed run', () => {
  it('is counted once by how it ended, when its last watchdog has sent its replies', async () => {
    await land();
    await work('rejects');
    responses.before = () => {
      throw new Error('no such queue');
    };
    await look();
    expect(counts.counts.get(METRICS.runsRejected)).toBeUndefined();
    responses.before = () => undefined;
    await look();
    expect([counts.counts.get(METRICS.runsRejected), watchdog.sent]).toEqual([1, []]);
  });

  it('is not counted by a look that comes besides its watchdog', async () => {
    await land();
    await work('publishes');
    watchdog.take();
    await settle(delivery([JSON.stringify({ runId: await onlyRun(), renew: false })]), settling);
    expect(counts.counts.get(METRICS.runsSucceeded)).toBeUndefined();
  });
});

describe('a run that is late', () => {
  const late = async (): Promise<Record<string, unknown>[]> =>
    await real.rows(`select detail ->> 'expectedSeconds' as expected from run_event where event = 'late'`);

  it('is told of at each look while it lasts, and kept in its history once', async () => {
    await land();
    await later(304);
    await look();
    expect(await late()).toEqual([]);
    await later(3);
    await look();
    await later(300);
    await look();
    // 300 s to start, 5 s for a run, and some for the file.
    expect(await late()).toEqual([{ expected: '306' }]);
    expect(counts.counts.get(METRICS.runsLate)).toBe(2);
  });

  it('is judged by its size: a gigabyte has its minute and a half', async () => {
    await land(KEY, 1_000_000_000);
    await later(404);
    await look();
    expect(await late()).toEqual([]);
    await later(10);
    await look();
    expect(await late()).toEqual([{ expected: '405' }]);
  });

  it('is given the time of those that were there before it', async () => {
    await land('landing/branch-stats/large.csv', 2_000_000_000);
    watchdog.take();
    await land();
    await later(400);
    await look();
    expect(await late()).toEqual([]);
  });

  it('begins anew when a person retries it', async () => {
    await land();
    await work('rejects');
    watchdog.take();
    await later(100_000);
    const runId = await onlyRun();
    await real.rows('select retry_run(:runId::uuid, false)', { runId });
    await settle(delivery([JSON.stringify({ runId })]), settling);
    expect(await late()).toEqual([]);
  });
});
