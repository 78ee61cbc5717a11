import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BadConnection } from '../fakes/bad-connection.ts';
import { type Answer, ApiUnderTest } from './api-under-test.ts';

/** In place of the 24 s of the handler, which the gateway's 30 s leave. */
const answerWithinMs = 1_500;

let connection: BadConnection;
let api: ApiUnderTest;
let runId: string;
beforeAll(async () => {
  connection = new BadConnection();
  api = await ApiUnderTest.start({ answerWithinMs, through: (endpoint) => connection.to(endpoint) });
}, 60_000);
afterAll(async () => {
  await connection?.stop();
  await api?.stop();
});
beforeEach(async () => {
  await api.empty();
  const figure = { branchCode: 'A', count: 1, min: '1.00', max: '1.00', sum: '1.00' };
  runId = await api.pipeline.land('a.csv', ['1'], 'content', [figure]);
});

/** Every route that asks the database. */
const routes = (): readonly (readonly [path: string, body?: object])[] => [
  ['/api/database'],
  ['/api/runs'],
  [`/api/runs/${runId}`],
  [`/api/runs/${runId}/rejects`],
  [`/api/runs/${runId}/rejects.csv`],
  ['/api/branches'],
  [`/api/branches?runId=${runId}`],
  ['/api/branches?landedFrom=2026-01-01&sort=sum'],
  ['/api/branches.csv'],
  [`/api/branches.csv?runId=${runId}`],
  ['/api/branches/A'],
  ['/api/branch-series?branchCode=A'],
  [`/api/runs/${runId}/retry`, {}],
  [`/api/runs/${runId}/withdraw`, { reason: 'a mistake' }],
  [`/api/runs/${randomUUID()}/restore`, { reason: 'a mistake' }],
];

const ask = async ([path, body]: readonly [string, object?]): Promise<Pick<Answer, 'status' | 'headers'>> =>
  body === undefined ? await api.api.request(path) : await api.post(path, body);

async function expectAway(): Promise<void> {
  await Promise.all(
    routes().map(async (route) => {
      const start = Date.now();
      const { status, headers } = await ask(route);
      expect([route[0], status]).toEqual([route[0], 503]);
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(Date.now() - start).toBeLessThan(answerWithinMs + 1_000);
    }),
  );
  expect(api.unexpected).toEqual([]);
}

async function expectBack(): Promise<void> {
  for (const [path] of routes().filter(([, body]) => body === undefined)) {
    expect([path, (await api.api.request(path)).status]).toEqual([path, 200]);
  }
}

describe('every route answers 503 and when to come back, and the answer afterwards, while', () => {
  it('the database wakes', async () => {
    api.rdsData.sleep(600);
    await expectAway();
    await sleep(700);
    await expectBack();
  });

  it('the database is not there', async () => {
    api.rdsData.fail(1_000);
    await expectAway();
    await sleep(1_000);
    await expectBack();
  });

  it.each(['refused', 'answer-lost', 'stalled'] as const)('its connection is %s', async (condition) => {
    connection.condition = condition;
    await expectAway();
    connection.breakAll();
    connection.condition = 'whole';
    await sleep(50);
    await expectBack();
  });
});

describe('while PostgreSQL ends connections, in the middle of transactions too', () => {
  it('every answer is an answer or 503', async () => {
    const killer = new pg.Client({ connectionString: api.database.url });
    await killer.connect();
    const statuses = new Map<number, number>();
    let isOver = false;
    const killing = (async () => {
      while (!isOver) {
        await killer.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'countinghouse-rds-data'`,
        );
        await sleep(3);
      }
    })();
    const readers = Array.from({ length: 4 }, async () => {
      for (let round = 0; round < 3; round++) {
        for (const route of routes().filter(([, body]) => body === undefined)) {
          const { status, headers } = await ask(route);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          expect([route[0], status]).toEqual([route[0], expect.toBeOneOf([200, 503])]);
          expect([status, headers.has('retry-after')]).toEqual([status, status === 503]);
        }
      }
    });
    await Promise.all(readers).finally(() => {
      isOver = true;
    });
    await killing;
    await killer.end();
    expect(api.unexpected).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(0);
    expect(statuses.get(503)).toBeGreaterThan(0);
    await expectBack();
  }, 60_000);
});
