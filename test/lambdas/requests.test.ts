import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Intake, takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { replySchema } from '../../lambdas/core/replies/index.ts';
import { REPLY_LIMIT_BYTES } from '../../lambdas/core/replies/reply.ts';
import { MOST_SEND_TRIES } from '../../lambdas/core/replies/send-replies.ts';
import { DatabaseRunReports } from '../../lambdas/core/reports/run-reports.ts';
import { settle } from '../../lambdas/core/settling/settle.ts';
import type { Settling } from '../../lambdas/core/settling/settling.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import type { FakeDeadLetters } from './fakes/dead-letters.ts';
import type { FakeObjects } from './fakes/objects.ts';
import type { FakeQueue } from './fakes/queue.ts';
import type { FakeResponses } from './fakes/responses.ts';
import type { FakeTelemetry } from './fakes/telemetry.ts';
import { LANDING, notification, RESULTS } from './notifications.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';
import { delivery, REQUEST_ARN, received } from './received.ts';

const KEY = 'landing/branch-stats/a b+ü.csv';
const SOURCE = `s3://${LANDING}/${KEY}`;

let real: RealDatabase;
let objects: FakeObjects;
let watchdog: FakeQueue;
let responses: FakeResponses;
let deadLetters: FakeDeadLetters;
let telemetry: FakeTelemetry;
let intake: Intake;
let settling: Settling;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.empty();
  const parts = pipelineParts(real.database);
  ({ objects, watchdog, responses, deadLetters, telemetry } = parts);
  intake = parts;
  settling = parts;
});

const request = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{ requestId: 'may-1', jobType: 'branch-stats', source: SOURCE },
  ...more,
});
const ask = (...requests: readonly unknown[]): Promise<readonly string[]> =>
  takeMessages(
    received(
      requests.map((one) => JSON.stringify(one)),
      { queueArn: REQUEST_ARN },
    ),
    intake,
  );
const announce = (versionId: string, key = KEY): Promise<readonly string[]> =>
  takeMessages(received([notification({ key, versionId, size: 4 })]), intake);
/** Hands settle what the watchdog queue holds, once. */
async function look(): Promise<readonly string[]> {
  return settle(delivery(watchdog.take().map(({ message }) => JSON.stringify(message))), settling);
}
const requests = (): Promise<Record<string, unknown>[]> =>
  real.rows('select request_id, origin, run_id, error_code, reply_due, reply_sends from request order by received_at');
const runs = (): Promise<Record<string, unknown>[]> =>
  real.rows('select run.*, source.version_id from run join run_source source using (run_id) order by created_at');
async function onlyRun(): Promise<string> {
  const all = await runs();
  expect(all).toHaveLength(1);
  return String(all[0]?.['run_id']);
}

const claimSchema = z.object({ run: z.object({ runId: z.string(), attempt: z.number() }) });
interface Held {
  readonly runId: string;
  readonly workerId: string;
  readonly attempt: number;
}
/** A worker comes and claims the oldest run. */
async function claim(): Promise<Held> {
  const [worker] = await real.rows(`select worker_id from worker where state <> 'GONE'`);
  const workerId = String(worker?.['worker_id']);
  const [row] = await real.rows('select claim_run(:workerId::uuid, true) as claim', { workerId });
  const { run } = claimSchema.parse(JSON.parse(String(row?.['claim'])));
  return { ...run, workerId };
}
const SUMMARY = { rowsRead: 5, rowsCounted: 4, rowsQuarantined: 1, bytesRead: 4, groups: 2 };
/** Publishes two branches. @returns the closing function's answer */
async function publish({ runId, workerId, attempt }: Held, content = 'c'): Promise<unknown> {
  await identify({ runId, workerId, attempt }, content);
  await real.rows(
    `insert into branch_stats_figure values (:runId::uuid, :attempt::integer, 'NORTH', 3, -1.00, 5.50, 4.51),
                                            (:runId::uuid, :attempt::integer, 'SOUTH', 1, 0.05, 0.05, 0.05)`,
    { runId, attempt },
  );
  return call(
    'with_replies(:runId::uuid, publish_run(:runId::uuid, :workerId::uuid, :attempt::integer, :more::jsonb))',
    {
      ...{ runId, workerId, attempt, more: JSON.stringify({ ...SUMMARY, rejects: [] }) },
    },
  );
}
async function identify({ runId, workerId, attempt }: Held, content: string): Promise<unknown> {
  const [source] = await real.rows('select version_id from run_source where run_id = :runId::uuid', { runId });
  const sources = JSON.stringify([{ checksum: content, newestFirst: [source?.['version_id']] }]);
  return call(
    'with_replies(:runId::uuid, identify_run(:runId::uuid, :workerId::uuid, :attempt::integer, :sources::jsonb))',
    {
      ...{ runId, workerId, attempt, sources },
    },
  );
}
async function call(sql: string, parameters: Record<string, string | number>): Promise<unknown> {
  const [row] = await real.rows(`select ${sql} as result`, parameters);
  return JSON.parse(String(row?.['result']));
}
/** Who has asked for the only run, as the API tells it. */
const recorded = async () => (await new DatabaseRunReports(real.database).detail(await onlyRun()))?.requests;
const FIGURES = [
  { branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', average: '1.5033', sum: '4.51' },
  { branchCode: 'SOUTH', count: 1, min: '0.05', max: '0.05', average: '0.0500', sum: '0.05' },
];

describe('a request by message', () => {
  it('becomes a run of the version that is current, with a watchdog, a marker and a worker', async () => {
    const versionId = objects.put(LANDING, KEY, 'data');
    expect(await ask(request())).toEqual([]);
    expect(await runs()).toMatchObject([{ state: 'PENDING', request_id: 'may-1', version_id: versionId }]);
    expect(watchdog.sent).toEqual([{ message: { runId: await onlyRun() }, delaySeconds: 300 }]);
    expect(objects.keys(RESULTS)).toEqual([`recorded/${KEY}/${versionId}`]);
    expect(await real.rows('select state from worker')).toEqual([{ state: 'STARTING' }]);
  });

  it('is the same run as the announcement of its file, whichever comes first', async () => {
    const first = objects.put(LANDING, KEY, 'data');
    await announce(first);
    await ask(request());
    await ask(request({ requestId: 'may-2', versionId: first }));
    await announce(first);
    expect(await runs()).toMatchObject([{ request_id: 'may-1' }]);
    expect((await requests()).map((one) => one['run_id'])).toEqual([await onlyRun(), await onlyRun()]);
    expect(watchdog.sent).toHaveLength(1);
  });

  it('keeps the version that was current when it came first', async () => {
    const first = objects.put(LANDING, KEY, 'old');
    await ask(request());
    objects.put(LANDING, KEY, 'new');
    await ask(request());
    expect(await runs()).toMatchObject([{ version_id: first }]);
  });

  it('that comes twice is one run, also when both are taken at once', async () => {
    objects.put(LANDING, KEY, 'data');
    await Promise.all([ask(request()), ask(request({ versionId: null, parameters: {} })), ask(request())]);
    expect([(await requests()).length, (await runs()).length]).toEqual([1, 1]);
  });

  it('without an id goes to the dead letters, since nobody could be told', async () => {
    const bad = [
      { jobType: 'branch-stats', source: SOURCE },
      request({ requestId: 'x/y' }),
      request({ requestId: '' }),
      7,
    ];
    expect(await ask(...bad)).toEqual([]);
    expect(deadLetters.reasons).toHaveLength(4);
    expect(await requests()).toEqual([]);
  });

  it.each([
    ['unknown-job-type', { jobType: 'nonsense' }],
    ['wrong-source', { source: 's3://elsewhere/landing/branch-stats/a.csv' }],
    ['wrong-source', { source: `s3://${LANDING}/landing/other/a.csv` }],
    ['no-such-object', { source: `s3://${LANDING}/landing/branch-stats/gone.csv` }],
    ['no-such-object', { versionId: 'none-of-these' }],
    ['wrong-parameters', { parameters: { branch: 'NORTH' } }],
    ['invalid-request', { parameters: { amount: 1.5 } }],
    ['invalid-request', { surprise: true }],
    ['invalid-request', { source: 'https://example.com/a.csv' }],
    ['invalid-request', { jobType: `\0` }],
    ['invalid-request', { jobType: 'x'.repeat(20_000) }],
  ])('that cannot be done (%s) is answered with an error, and no run', async (code, more) => {
    objects.put(LANDING, KEY, 'data');
    expect(await ask(request(more))).toEqual([]);
    expect(await runs()).toEqual([]);
    expect(await look()).toEqual([]);
    expect(responses.last).toMatchObject({ requestId: 'may-1', state: 'REFUSED', runId: null, error: { code } });
    expect(await requests()).toMatchObject([{ reply_due: false, reply_sends: 1, error_code: code }]);
    expect([watchdog.sent, deadLetters.buried]).toEqual([[], []]);
  });

  it('under an id that is taken is told so, and leaves the first and its reply as they are', async () => {
    objects.put(LANDING, KEY, 'data');
    objects.put(LANDING, 'landing/branch-stats/b.csv', 'other');
    await ask(request());
    await ask(request({ source: `s3://${LANDING}/landing/branch-stats/b.csv` }));
    await look();
    expect(responses.last).toMatchObject({ requestId: 'may-1', state: 'REFUSED', error: { code: 'request-id-taken' } });
    expect(await runs()).toHaveLength(1);
    await publish(await claim());
    watchdog.take();
    await settle(delivery([JSON.stringify({ runId: await onlyRun() })]), settling);
    expect(responses.last).toMatchObject({ requestId: 'may-1', state: 'SUCCEEDED' });
    expect(responses.sent).toHaveLength(2);
  });
});

describe('the reply', () => {
  it('tells the figures when the run has ended, and the run knows when it was sent', async () => {
    const versionId = objects.put(LANDING, KEY, 'data');
    await ask(request());
    expect(await publish(await claim())).toEqual({ outcome: 'published', repliesDue: true });
    await look();
    const runId = await onlyRun();
    expect(responses.last).toEqual({
      ...{ requestId: 'may-1', state: 'SUCCEEDED', runId, error: null, duplicateOf: null },
      request: { jobType: 'branch-stats', source: SOURCE, versionId: null, parameters: {} },
      source: { bucket: LANDING, key: KEY, versionId, size: 4, checksum: 'c' },
      ...{ rowsRead: 5, rowsCounted: 4, rowsQuarantined: 1, currency: 'USD', figures: FIGURES, figuresAt: null },
    });
    const [row] = await real.rows(`select reply_due, reply_inline, reply_to, reply_bytes, reply_key, reply_sends,
                                          reply_sent_at is not null as sent from request`);
    const text = responses.sent[0] ?? '';
    expect(row).toMatchObject({ reply_due: false, reply_inline: true, reply_to: responses.address, sent: true });
    expect(row).toMatchObject({ reply_bytes: Buffer.byteLength(text), reply_sends: 1 });
    expect(await objects.read(RESULTS, String(row?.['reply_key']))).toBe(text);
    expect(watchdog.sent).toEqual([]);
  });

  it('goes out by the watchdog of the run when nothing else told of the end', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    const held = await claim();
    await look();
    await publish(held);
    expect(responses.sent).toEqual([]);
    await look();
    expect([responses.sent.length, watchdog.sent.length]).toEqual([1, 0]);
  });

  it('to a request for a run that has long ended comes at once', async () => {
    const versionId = objects.put(LANDING, KEY, 'data');
    await announce(versionId);
    expect(await publish(await claim())).toEqual({ outcome: 'published', repliesDue: false });
    await look();
    expect([watchdog.sent, responses.sent]).toEqual([[], []]);
    await ask(request());
    expect(watchdog.sent).toEqual([{ message: { runId: await onlyRun(), renew: false }, delaySeconds: 0 }]);
    await look();
    expect(responses.last).toMatchObject({ state: 'SUCCEEDED', figures: FIGURES });
  });

  it('is sent again, byte for byte, when the request comes again', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    await look();
    await real.rows(`update run set error_code = 'x', error_message = 'something is different by now'`);
    await ask(request());
    await look();
    expect(responses.sent).toHaveLength(2);
    expect(responses.sent[1]).toBe(responses.sent[0]);
    expect(await requests()).toMatchObject([{ reply_due: false, reply_sends: 2 }]);
  });

  it('is the same bytes when its sender dies before it can note that it was sent', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    responses.after = () => {
      throw new Error('killed');
    };
    await look();
    responses.after = () => undefined;
    expect(await requests()).toMatchObject([{ reply_due: true, reply_sends: 0 }]);
    await look();
    expect(responses.sent[1]).toBe(responses.sent[0]);
    expect(await requests()).toMatchObject([{ reply_due: false, reply_sends: 1 }]);
  });

  it('waits while the response queue refuses, is told why, and goes out in the end', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request(), request({ requestId: 'bad', jobType: 'none' }));
    await publish(await claim());
    responses.before = () => {
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    };
    for (const pause of [300, 600, 900, 900, 900, 900, 900]) {
      expect(await look()).toEqual([]);
      expect(watchdog.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([pause, pause]);
    }
    const [row] = await real.rows('select reply_error from request order by received_at');
    expect(row?.['reply_error']).toContain('ThrottlingException');
    expect(telemetry.counts.get(METRICS.replyFailures)).toBe(14);
    responses.before = () => undefined;
    await look();
    expect([responses.sent.length, watchdog.sent.length]).toEqual([2, 0]);
    expect(await real.rows('select reply_error from request')).toEqual([{ reply_error: null }, { reply_error: null }]);
  });

  it('is given up when its queue has refused it for a week, and goes out when the request comes again', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    responses.before = () => {
      throw new Error('there is no such queue');
    };
    await real.rows('update request set reply_send_failures = :failures::integer', { failures: MOST_SEND_TRIES - 2 });
    await look();
    expect(watchdog.sent).toHaveLength(1);
    await look();
    expect(watchdog.sent).toEqual([]);
    expect(await recorded()).toMatchObject([
      { replyDue: false, replySends: 0, replyError: expect.stringContaining('could not be sent') },
    ]);
    responses.before = () => undefined;
    await ask(request());
    await look();
    expect(responses.last).toMatchObject({ state: 'SUCCEEDED', figures: FIGURES });
    expect(await recorded()).toMatchObject([{ replyDue: false, replySends: 1, replyError: null }]);
  });

  it('that can never be made is answered in words after five tries, and the run tells why', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    const runId = await onlyRun();
    const figuresOf = 'branch_stats_figures(uuid, integer, text, integer)';
    await real.rows(`alter function ${figuresOf} rename to gone`);
    try {
      for (const pause of [300, 600, 900, 900]) {
        await look();
        expect([responses.sent.length, watchdog.sent.map(({ delaySeconds }) => delaySeconds)]).toEqual([0, [pause]]);
        expect(await recorded()).toMatchObject([
          { replyDue: true, replyError: expect.stringContaining('could not be made at the last try') },
        ]);
      }
      await look();
    } finally {
      await real.rows('alter function gone(uuid, integer, text, integer) rename to branch_stats_figures');
    }
    expect([responses.sent.length, watchdog.sent.length]).toEqual([1, 0]);
    const message = expect.stringMatching(
      `^The run has ended as SUCCEEDED, but its reply could not be made in 5 tries. The database refused a statement; .* GET /api/runs/${runId} `,
    );
    expect(responses.last).toMatchObject({
      ...{ requestId: 'may-1', state: 'SUCCEEDED', runId, error: { code: 'reply-failed', message } },
      ...{ figures: null, figuresAt: null, rowsRead: null },
    });
    expect(await recorded()).toMatchObject([{ replyDue: false, replySends: 1, replyError: message }]);
    // The same id is the same reply; when the cause is mended, another one gets the figures.
    await ask(request(), request({ requestId: 'may-2' }));
    await look();
    expect(responses.sent[1]).toBe(responses.sent[0]);
    expect(responses.last).toMatchObject({ requestId: 'may-2', figures: FIGURES, error: null });
  });

  it('that was made before is sent though it could not be made any more', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    await look();
    await real.rows('alter function branch_stats_figures(uuid, integer, text, integer) rename to gone');
    await ask(request());
    await look().finally(() =>
      real.rows('alter function gone(uuid, integer, text, integer) rename to branch_stats_figures'),
    );
    expect(responses.sent[1]).toBe(responses.sent[0]);
  });

  it('is made again, the same bytes, when its object has expired', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publish(await claim());
    await look();
    for (const key of objects.keys(RESULTS)) objects.buckets.get(RESULTS)?.delete(key);
    await ask(request());
    await look();
    expect(responses.sent[1]).toBe(responses.sent[0]);
  });

  /** Publishes so many more branches, whose codes have so many characters; the last one's has some more. */
  async function publishMore(count: number, letters: number, more = 0): Promise<void> {
    const { runId, attempt, ...held } = await claim();
    await publish({ runId, attempt, ...held });
    await real.rows(
      `insert into branch_stats_figure
       select :runId::uuid, :attempt::integer, lpad(number::text, :letters::integer, 'X') || case number
                when :count::integer then repeat('ü', :more::integer / 2) || repeat('x', mod(:more::integer, 2)) else '' end,
              1, 1.00, 1.00, 1.00
         from generate_series(1, :count::integer) as number`,
      { runId, attempt, count, letters, more },
    );
  }

  it.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('of %i bytes more than the limit is the message itself: %s', async (over, isInline) => {
    const count = 110;
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    await publishMore(count, 2_200);
    await look();
    const missing = REPLY_LIMIT_BYTES + over - Buffer.byteLength(responses.sent[0] ?? '');
    expect(missing).toBeGreaterThan(0);

    await real.empty();
    await ask(request({ requestId: 'may-2' }));
    await publishMore(count, 2_200, missing);
    await look();
    const message = responses.sent[1] ?? '';
    expect(Buffer.byteLength(message)).toBeLessThan(REPLY_LIMIT_BYTES);
    const [kept] = await real.rows('select reply_key, reply_bytes, reply_inline from request');
    expect(kept).toMatchObject({ reply_bytes: REPLY_LIMIT_BYTES + over, reply_inline: isInline });
    const whole = await objects.read(RESULTS, String(kept?.['reply_key']));
    expect(Buffer.byteLength(whole ?? '')).toBe(REPLY_LIMIT_BYTES + over);
    expect(replySchema.parse(JSON.parse(whole ?? '')).figures).toHaveLength(count + 2);
    const told = replySchema.parse(JSON.parse(message));
    expect(told.figures === null).toBe(!isInline);
    expect(told.figuresAt?.size).toBe(isInline ? undefined : REPLY_LIMIT_BYTES + over);
  });

  it('with more figures than go into any reply says so, and where they are', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    settling = { ...settling, mostFiguresBytes: 1024 ** 2 };
    await publishMore(512, 2_048);
    await look();
    const message = expect.stringMatching(/^The figures are more than the 1 MiB .* Ask the API/);
    expect(responses.last).toMatchObject({
      ...{ state: 'SUCCEEDED', runId: await onlyRun(), rowsCounted: 4, figures: null, figuresAt: null },
      error: { code: 'reply-too-large', message },
    });
    expect(await recorded()).toMatchObject([
      { replyDue: false, replySends: 1, replyInline: true, replyError: message },
    ]);
  });

  it('of a DUPLICATE gives the figures of the run that it repeats, and says so', async () => {
    objects.put(LANDING, 'landing/branch-stats/first.csv', 'data');
    await ask(request({ requestId: 'first', source: `s3://${LANDING}/landing/branch-stats/first.csv` }));
    const first = await claim();
    await publish(first, 'same');
    objects.put(LANDING, KEY, 'data');
    await ask(request());
    const second = await claim();
    expect(await identify(second, 'same')).toEqual({
      outcome: 'duplicate',
      duplicateOf: first.runId,
      repliesDue: true,
    });
    await look();
    expect(responses.last).toMatchObject({
      ...{ requestId: 'may-1', state: 'DUPLICATE', runId: second.runId, duplicateOf: first.runId },
      ...{ rowsRead: 5, figures: FIGURES },
    });
  });

  it('of a file that is rejected tells the error', async () => {
    const pdf = 'landing/branch-stats/a.pdf';
    objects.put(LANDING, pdf, 'data');
    await ask(request({ source: `s3://${LANDING}/${pdf}` }));
    await look();
    expect(responses.last).toMatchObject({ state: 'REJECTED', error: { code: 'unknown-suffix' }, figures: null });
  });

  it('goes to each who has asked for the run', async () => {
    objects.put(LANDING, KEY, 'data');
    await ask(request(), request({ requestId: 'may-2' }), request({ requestId: 'may-3' }));
    await publish(await claim());
    await look();
    expect(responses.sent.map((text) => JSON.parse(text).requestId)).toEqual(['may-1', 'may-2', 'may-3']);
  });

  it('goes out for uploads by the setting of the stage only, and once however often they are announced', async () => {
    intake = { ...intake, repliesForUploads: true };
    await announce('v1');
    const runId = await onlyRun();
    await publish(await claim());
    await look();
    await announce('v1');
    await look();
    expect(responses.sent).toHaveLength(1);
    expect(responses.last).toMatchObject({ requestId: `upload:${runId}`, runId, figures: FIGURES });
    expect(await runs()).toMatchObject([{ request_id: null }]);
  });
});

describe('when intake dies after a side effect, a second delivery ends as one delivery does', () => {
  const die = (): never => {
    throw new Error('killed');
  };
  it.each([
    [
      'the request was recorded',
      () => {
        watchdog.before = die;
      },
    ],
    [
      'the watchdog message was sent',
      () => {
        objects.before = (name) => name.startsWith('write') && die();
      },
    ],
  ] as const)('%s', async (_, arrangeDeath) => {
    objects.put(LANDING, KEY, 'data');
    arrangeDeath();
    expect(await ask(request())).toEqual(['message-0']);
    watchdog.before = () => undefined;
    objects.before = () => undefined;
    expect(await ask(request())).toEqual([]);
    expect(await requests()).toMatchObject([{ run_id: await onlyRun() }]);
    expect(watchdog.sent.length).toBeGreaterThanOrEqual(1);
    expect(objects.keys(RESULTS)).toHaveLength(1);
    await publish(await claim());
    await look();
    expect(new Set(responses.sent).size).toBe(1);
  });
});
