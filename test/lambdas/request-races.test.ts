import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { takeMessages } from '../../lambdas/core/landing/take-messages.ts';
import { sendReplies } from '../../lambdas/core/replies/index.ts';
import { runIdSchema, workerIdSchema } from '../../lambdas/core/runs/index.ts';
import { type Claim, Pipeline } from '../migrations/pipeline.ts';
import { ApiUnderTest } from './api/api-under-test.ts';
import { FakeDeadLetters } from './fakes/dead-letters.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeResponses } from './fakes/responses.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { FakeWorkerJobs } from './fakes/worker-jobs.ts';
import { REQUEST_ARN, received } from './received.ts';

const FIGURES = [{ branchCode: 'NORTH', count: 3, min: '-1.00', max: '5.50', sum: '4.51' }];
const FILE = 'landing/branch-stats/may.csv';

let api: ApiUnderTest;
/** The connection of whoever comes first, and keeps its transaction open until the second one has come. */
let first: pg.Client;
let second: pg.Client;
let third: pg.Client;

const connected = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: api.database.url });
  await client.connect();
  return client;
};
beforeAll(async () => {
  api = await ApiUnderTest.start();
  [first, second, third] = [await connected(), await connected(), await connected()];
}, 60_000);
afterAll(async () => {
  await Promise.all([first, second, third].map((client) => client.end()));
  await api.stop();
});
beforeEach(() => api.empty());

/** Lets two transactions meet: the second begins when the first has done its work, and ends when that one has committed. */
async function meet<A, B>(one: () => Promise<A>, other: () => Promise<B>): Promise<readonly [A, B]> {
  await first.query('begin');
  const came = await one();
  let isOver = false;
  const coming = other().finally(() => {
    isOver = true;
  });
  coming.catch(() => undefined);
  while (!isOver && !(await isWaiting(1))) await sleep(5);
  await first.query('commit');
  return [came, await coming];
}

/** Whether so many transactions wait for a lock. */
async function isWaiting(count: number): Promise<boolean> {
  const { rows } = await api.database.client.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length >= count;
}
const waiting = async (count: number): Promise<void> => {
  while (!(await isWaiting(count))) await sleep(5);
};

/** Each request stops right before its row is written, for as long as somebody holds the advisory lock 1. */
async function stoppingBeforeItIsAttached(act: () => Promise<void>): Promise<void> {
  const { client } = api.database;
  await client.query(`
    create function stop_here() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
    create trigger stops before insert on request for each row execute function stop_here()`);
  try {
    await act();
  } finally {
    await client.query('drop function stop_here cascade');
  }
}

/** Does something while a function lacks a text. */
async function without(signature: string, text: string, act: () => Promise<void>): Promise<void> {
  const { client } = api.database;
  const { rows } = await client.query('select pg_get_functiondef($1::regprocedure) as whole', [signature]);
  const whole = String(rows[0]?.whole);
  if (!whole.includes(text)) throw new Error(`${signature} does not hold ${JSON.stringify(text)}`);
  await client.query(whole.replaceAll(text, ''));
  try {
    await act();
  } finally {
    await client.query(whole);
  }
}

const run = (versionId: string) => {
  const source = { role: 'transactions', bucket: 'landing', key: FILE, versionId, size: 4 };
  const sources = [{ ...source, landedAt: '2026-01-01T00:00:00.000Z' }];
  const runId = runIdSchema.parse(`00000000-0000-4000-8000-0000000000${versionId.padStart(2, '0')}`);
  return { runId, jobType: 'branch-stats', identity: `${FILE}@${versionId}`, lineage: FILE, sources };
};
const asked = (requestId: string, contents = 'c') => ({
  ...{ requestId, contents, origin: 'queue', jobType: 'branch-stats', source: `s3://landing/${FILE}`, parameters: {} },
});
const answerSchema = z.object({ outcome: z.string(), runId: z.string().optional(), due: z.boolean().optional() });
const record = async (client: pg.Client, requestId: string, versionId: string) =>
  answerSchema.parse(await new Pipeline(client).call('record_request', asked(requestId), run(versionId)));

/** A worker closes the run that it holds. @returns whether it was told that replies are due */
async function close(client: pg.Client, { runId, workerId, attempt }: Claim): Promise<boolean> {
  const summary = { rowsRead: 3, rowsCounted: 3, rowsQuarantined: 0, bytesRead: 4, groups: 1, rejects: [] };
  const { rows } = await client.query('select with_replies($1, publish_run($1, $2, $3, $4)) as result', [
    ...[runId, workerId, attempt, summary],
  ]);
  return z.object({ outcome: z.literal('published'), repliesDue: z.boolean() }).parse(rows[0]?.result).repliesDue;
}

/** A run whose worker has only to close it. */
async function held(versionId: string): Promise<Claim> {
  await api.pipeline.call('record_run', run(versionId));
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing was claimed');
  await api.pipeline.identify(claim, 'content', [versionId]);
  await api.pipeline.stage(claim, FIGURES);
  return claim;
}

/** Sends replies once for each who was told that they are due. @returns how many were sent */
async function repliesAfter(runId: string, told: readonly (boolean | undefined)[]): Promise<number> {
  const responses = new FakeResponses();
  for (const isTold of told) {
    if (isTold === true) {
      await sendReplies(runIdSchema.parse(runId), {
        ...{ database: api.dataApi, objects: api.landed, responses, resultsBucket: 'results', jobTypes: api.jobTypes },
        telemetry: new FakeTelemetry(),
      });
    }
  }
  return responses.sent.length;
}

describe('a request that comes while its run is being closed gets one reply', () => {
  it('when the closing was first: the request waits for it, and finds the run closed', async () => {
    const claim = await held('1');
    const [isCloserTold, { due }] = await meet(
      () => close(first, claim),
      () => record(second, 'may-1', '1'),
    );
    expect([isCloserTold, due]).toEqual([false, true]);
    expect(await repliesAfter(claim.runId, [isCloserTold, due])).toBe(1);
  });

  it('when the request was first: the closing waits for it, and finds that it is due', async () => {
    const claim = await held('1');
    const [{ due }, isCloserTold] = await meet(
      () => record(first, 'may-1', '1'),
      () => close(second, claim),
    );
    expect([due, isCloserTold]).toEqual([false, true]);
    expect(await repliesAfter(claim.runId, [due, isCloserTold])).toBe(1);
  });

  /** The closing comes when the request has looked for the run, and before it is attached to it. */
  async function closeInTheMiddle() {
    const claim = await held('1');
    // The first request for a run locks its row besides, because it writes its id there.
    await api.pipeline.rows(`update run set request_id = 'may-0'`);
    await first.query('select pg_advisory_lock(1)');
    const asking = record(second, 'may-1', '1');
    await waiting(1);
    let isOver = false;
    const closing = close(third, claim).finally(() => {
      isOver = true;
    });
    while (!isOver && !(await isWaiting(2))) await sleep(5);
    await first.query('select pg_advisory_unlock(1)');
    return { runId: claim.runId, told: [(await asking).due, await closing] };
  }

  it('when the closing comes in the middle of it: the closing waits', async () => {
    await stoppingBeforeItIsAttached(async () => {
      const { runId, told } = await closeInTheMiddle();
      expect(told).toEqual([false, true]);
      expect(await repliesAfter(runId, told)).toBe(1);
    });
  });

  it('by the lock on the run: without it, nobody is told that the reply is due', async () => {
    await without('record_request(jsonb, jsonb)', 'perform from run where run_id = v_run_id for update;', () =>
      stoppingBeforeItIsAttached(async () => {
        expect((await closeInTheMiddle()).told).toEqual([false, false]);
      }),
    );
  });

  /** A run was tried again after its first reply, and the request is repeated while it is closed for the second time. */
  async function repeatWhileItCloses() {
    const claim = await held('1');
    await record(second, 'may-1', '1');
    await api.pipeline.rows('update request set reply_due = false');
    const [isCloserTold, { due }] = await meet(
      () => close(first, claim),
      () => record(second, 'may-1', '1'),
    );
    return { runId: claim.runId, told: [isCloserTold, due] };
  }

  it('also when it is a repetition, while the run is closed for the second time', async () => {
    const { runId, told } = await repeatWhileItCloses();
    expect(told).toEqual([false, true]);
    expect(await repliesAfter(runId, told)).toBe(1);
  });

  it('by the lock on the run there too: without it, nobody is told', async () => {
    await without('known_request(jsonb)', 'perform from run where run_id = v_known.run_id for update;', async () => {
      expect((await repeatWhileItCloses()).told).toEqual([false, false]);
    });
  });
});

const ADVISORY = "pg_advisory_xact_lock(hashtext('request'), hashtext(p_request_id))";

describe('one request id in two messages at once', () => {
  let telemetry: FakeTelemetry;
  /** A message of the request queue is taken, by the Data API, while a newer version is the current one. */
  async function take(requestId: string): Promise<readonly string[]> {
    telemetry = new FakeTelemetry();
    const body = JSON.stringify({ requestId, jobType: 'branch-stats', source: `s3://landing/${FILE}` });
    return takeMessages(received([body], { queueArn: REQUEST_ARN }), {
      ...{ database: api.dataApi, objects: api.landed, jobTypes: api.jobTypes, telemetry },
      ...{ watchdog: new FakeQueue(), watchdogDelaySeconds: 120, deadLetters: new FakeDeadLetters() },
      ...{ landingBucket: 'landing', resultsBucket: 'results', repliesForUploads: false },
      ...{ requestQueueArn: REQUEST_ARN, jobs: new FakeWorkerJobs(), glueJobs: {}, dpuHoursPerDay: null },
      newWorkerId: () => workerIdSchema.parse(randomUUID()),
    });
  }
  const contents = async (requestId: string): Promise<string> => {
    await take(requestId);
    const [row] = await api.pipeline.rows('select contents from request');
    await api.database.empty();
    return String(row?.['contents']);
  };

  /** Another message of the same id has found the version before. */
  async function meetAnother() {
    api.landed.put('landing', FILE, 'data');
    const same = asked('may-1', await contents('may-1'));
    const [, failed] = await meet(
      () => new Pipeline(first).call('record_request', same, run('1')),
      () => take('may-1'),
    );
    return { failed, sources: await api.pipeline.rows('select version_id from run_source') };
  }

  it('is one run, though a newer version landed between them', async () => {
    expect(await meetAnother()).toEqual({ failed: [], sources: [{ version_id: '1' }] });
  });

  it('is so by the lock on the id: without it the second message fails and must come again', async () => {
    await without('lock_request(text)', ADVISORY, async () => {
      expect(await meetAnother()).toMatchObject({ failed: ['message-0'] });
    });
  });
});

describe('POST /api/runs beside a message with the same id', () => {
  const post = (more: Record<string, unknown> = {}) =>
    api.post('/api/runs', { requestId: 'may-1', jobType: 'branch-stats', source: `s3://landing/${FILE}`, ...more });
  async function beside(contents: string, more: Record<string, unknown> = {}) {
    const [, answer] = await meet(
      () => new Pipeline(first).call('record_request', asked('may-1', contents), run('1')),
      () => post(more),
    );
    return answer;
  }
  let same: string;
  beforeEach(async () => {
    api.landed.put('landing', FILE, 'data');
    await post();
    same = String((await api.pipeline.rows('select contents from request'))[0]?.['contents']);
    await api.empty();
  });

  it('gives the run of the message, when they ask for the same', async () => {
    const { status, body } = await beside(same);
    expect([status, z.object({ runId: z.string() }).parse(body).runId]).toEqual([200, run('1').runId]);
    expect(await api.pipeline.rows('select request_id, origin from request')).toEqual([
      { request_id: 'may-1', origin: 'queue' },
    ]);
    expect(await api.pipeline.rows('select from run')).toHaveLength(1);
  });

  it('is told that the id is taken, when they ask for different things', async () => {
    expect((await beside('other')).status).toBe(409);
    expect(await api.pipeline.rows('select contents from request')).toEqual([{ contents: 'other' }]);
  });

  it('is so by the lock on the id: without it the API fails', async () => {
    await without('lock_request(text)', ADVISORY, async () => {
      expect((await beside('other')).status).toBe(500);
    });
  });
});
