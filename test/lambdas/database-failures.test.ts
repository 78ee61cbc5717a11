import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Failure, failureOf } from '../../lambdas/core/database/failure.ts';
import { DataApiDatabase, DatabaseGoneError, dataApiClient } from '../../lambdas/core/database/index.ts';
import { BadConnection } from './fakes/bad-connection.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';

let real: RealDatabase;
let connection: BadConnection;
let database: DataApiDatabase;
/** Mended behind the first pause, unless a test says otherwise. */
let onPause: () => void;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: false });
  await real.rows('create table written (value integer)');
  connection = new BadConnection();
  database = new DataApiDatabase({
    client: dataApiClient({
      endpoint: await connection.to(real.dataApi.endpoint),
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    clusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
    secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
    database: 'countinghouse',
    clock: { now: () => 0, sleep: async () => onPause() },
  });
}, 60_000);
afterAll(async () => {
  await connection.stop();
  await real.stop();
});
beforeEach(async () => {
  connection.condition = 'whole';
  connection.lost = 0;
  onPause = () => {
    connection.condition = 'whole';
  };
  await real.rows('truncate written');
});

const write = (repeatable?: 'settled') => database.query('insert into written values (1)', {}, z.unknown(), repeatable);
const written = async (): Promise<number> => (await real.rows('select value from written')).length;

describe('when the answer to a statement is lost', () => {
  it('one that only reads is sent again', async () => {
    connection.condition = 'answer-lost';
    const rows = await database.query('select 1 as one', {}, z.object({ one: z.number() }), 'reads');
    expect(rows).toEqual([{ one: 1 }]);
    expect(connection.lost).toBe(1);
  });

  it('one that is settled by a constraint is sent again', async () => {
    connection.condition = 'answer-lost';
    await write('settled');
    expect(await written()).toBe(2); // this table has no constraint, so that it shows
  });

  it('any other is never sent a second time, not by the SDK either', async () => {
    connection.condition = 'answer-lost';
    await expect(write()).rejects.toThrow(DatabaseGoneError);
    expect(connection.lost).toBe(1);
    expect(await written()).toBe(1);
  });

  it('patience ends with an error that says when to come back', async () => {
    onPause = () => {};
    connection.condition = 'answer-lost';
    const reading = database.query('select 1 as one', {}, z.unknown(), 'reads');
    await expect(reading).rejects.toMatchObject({ name: 'DatabaseGoneError', retryAfterSeconds: 5 });
    expect(connection.lost).toBe(8);
  });
});

describe('a transaction whose connection is lost', () => {
  const work = async (inside: Pick<DataApiDatabase, 'query'>): Promise<void> => {
    await inside.query('insert into written values (1)', {}, z.unknown());
    await inside.query('insert into written values (2)', {}, z.unknown());
  };
  /** Breaks the connection behind the first statement, once. */
  const breaking = () => {
    let isBroken = false;
    return async (inside: Pick<DataApiDatabase, 'query'>): Promise<void> => {
      await inside.query('insert into written values (0)', {}, z.unknown());
      if (!isBroken) {
        isBroken = true;
        connection.condition = 'answer-lost';
      }
      await work(inside);
    };
  };

  it('is not done again by itself', async () => {
    await expect(database.transaction(breaking())).rejects.toThrow(DatabaseGoneError);
    expect(connection.lost).toBeGreaterThanOrEqual(1);
    connection.condition = 'whole';
    expect(await written()).toBe(0);
  });

  it('is done again as a whole where it is settled', async () => {
    await database.transaction(breaking(), 'settled');
    expect(await written()).toBe(3);
  });

  it('tells that it is gone when PostgreSQL ends its connection', async () => {
    const dying = database.transaction(async (inside) => {
      await inside.query('insert into written values (1)', {}, z.unknown());
      await real.rows(
        `select pg_terminate_backend(pid)::text as ended from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`,
      );
      await inside.query('insert into written values (2)', {}, z.unknown());
    });
    await expect(dying).rejects.toThrow(DatabaseGoneError);
    expect(await written()).toBe(0);
  });
});

describe('a failure', () => {
  const named = (name: string, message = ''): Error => Object.assign(new Error(message), { name });
  const refused = (state: string): Error => named('DatabaseErrorException', `ERROR: so it is; SQLState: ${state}`);

  const left: Record<Failure, readonly Error[]> = {
    nothing: [
      ...['DatabaseResumingException', 'ThrottlingException', 'ServiceUnavailable'].map((name) => named(name)),
      ...['40001', '40P01', '57P03', '08001', '53300'].map(refused),
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    ],
    unknown: [
      ...['InternalServerErrorException', 'DatabaseUnavailableException', 'TimeoutError'].map((name) => named(name)),
      ...['57P01', '57P02', '08006', '08003'].map(refused),
      ...['ECONNRESET', 'EPIPE'].map((code) => Object.assign(new Error('read'), { code })),
      new Error('socket hang up'),
      Object.assign(new Error('Bad gateway'), { $metadata: { httpStatusCode: 502 } }),
    ],
    final: [
      ...['23505', '57014', '42601'].map(refused),
      ...['AccessDeniedException', 'StatementTimeoutException'].map((name) => named(name)),
      new TypeError('1.5 is not a whole number'),
    ],
  };

  it.each(['nothing', 'unknown', 'final'] as const)('is told apart by what it left behind: %s', (failure) => {
    for (const error of left[failure]) {
      expect([failureOf(error), error.name, error.message]).toEqual([failure, error.name, error.message]);
    }
  });
});
