import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  DatabaseGoneError,
  DatabaseStatementError,
  DatabaseWakingError,
  decimal,
  json,
  jsonColumn,
  timestampColumn,
  uuid,
} from '../../lambdas/core/database/index.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';

const DOUBLING_PAUSES = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];

let real: RealDatabase;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: false });
}, 60_000);
afterAll(() => real.stop());
beforeEach(() => {
  real.sleeps.length = 0;
});

describe('a statement through the Data API', () => {
  it('carries values of every kind there and back without losing a digit', async () => {
    const [row] = await real.rows(
      `select :text::text as text, :number::integer as number, :long::bigint as long, :huge::numeric as huge,
              :money::numeric(38, 2) as money, :yes::boolean as yes, :nothing::text as nothing, :id::uuid as id,
              :moment::timestamptz as moment, :document::jsonb ->> 'key' as document, array['a', 'ü'] as list`,
      {
        text: "Zürich's :name",
        number: -7,
        long: 9_007_199_254_740_991n,
        huge: 123456789012345678901234567890n,
        money: decimal('99999999999999999999.10'),
        yes: true,
        nothing: null,
        id: uuid('018f0000-0000-8000-8000-000000000001'),
        moment: new Date('2026-02-03T04:05:06.789Z'),
        document: json({ key: 'value' }),
      },
    );
    expect(row).toMatchObject({
      text: "Zürich's :name",
      number: -7,
      long: 9_007_199_254_740_991,
      huge: '123456789012345678901234567890',
      money: '99999999999999999999.10',
      yes: true,
      nothing: null,
      id: '018f0000-0000-8000-8000-000000000001',
      document: 'value',
      list: ['a', 'ü'],
    });
    expect(timestampColumn.parse(row?.['moment'])).toBe('2026-02-03T04:05:06.789Z');
  });

  it('refuses a fraction as a parameter, since a float cannot carry an amount', async () => {
    await expect(real.rows('select :amount::numeric as amount', { amount: 0.1 })).rejects.toThrow(TypeError);
  });

  it('refuses to round an integer that JavaScript cannot hold', async () => {
    await expect(real.rows('select 9007199254740993::bigint as big')).rejects.toThrow(RangeError);
  });

  it('parses json columns with a schema and refuses rows that do not fit', async () => {
    const schema = z.object({ result: jsonColumn(z.object({ start: z.boolean() })) });
    const fitting = `select '{"start": true}'::jsonb as result`;
    await expect(real.database.query(fitting, {}, schema)).resolves.toEqual([{ result: { start: true } }]);
    await expect(real.database.query(`select '{}'::jsonb as result`, {}, schema)).rejects.toThrow('start');
  });

  it("gives PostgreSQL's own words when a statement is refused", async () => {
    const failure = real.rows('select 1 / 0 as nothing');
    await expect(failure).rejects.toThrow(DatabaseStatementError);
    await expect(failure).rejects.toThrow('division by zero');
  });
});

describe('a transaction', () => {
  it('keeps all of its statements or none', async () => {
    await real.rows('create table kept (value integer)');
    const dying = real.database.transaction(async (transaction) => {
      await transaction.query('insert into kept values (1)', {}, z.unknown());
      throw new Error('died on the way');
    });
    await expect(dying).rejects.toThrow('died on the way');
    await real.database.transaction((transaction) => transaction.query('insert into kept values (2)', {}, z.unknown()));
    expect(await real.rows('select value from kept')).toEqual([{ value: 2 }]);
  });
});

describe('a database that goes away', () => {
  /** A statement that waits until its session is ended as by a server that is shut down. */
  const ended = async (sql: string): Promise<Record<string, unknown>[]> => {
    const statement = real.database.query(sql, {}, z.record(z.string(), z.unknown()), 'settled');
    const end = `select pg_terminate_backend(pid) from pg_stat_activity where query like '%to be ended%' and pid <> pg_backend_pid()`;
    for (let rows = await real.rows(end); rows.length === 0; rows = await real.rows(end));
    return await statement;
  };

  it('is asked again for a statement that was broken off, where that may be done twice', async () => {
    await real.rows('create sequence tried');
    const sql = `select nextval('tried') as tries, case when currval('tried') < 2 then pg_sleep(30)::text end as "to be ended"`;
    expect(await ended(sql)).toMatchObject([{ tries: 2 }]);
    expect(real.sleeps).toEqual([1_000]);
  });

  it('ends patience with an error that says so', async () => {
    real.dataApi.fail(5_000);
    await expect(real.database.query('select 1 as one', {}, z.unknown(), 'reads')).rejects.toThrow(DatabaseGoneError);
    real.dataApi.fail(0);
    expect(real.sleeps).toEqual(DOUBLING_PAUSES);
  });

  it('has ended the transaction that was under way, so that no later statement of it is done by itself', async () => {
    await real.rows('create table whole (value integer)');
    const dying = real.database.transaction(async (transaction) => {
      await transaction.query('insert into whole values (1)', {}, z.unknown());
      await transaction.query('select pg_terminate_backend(pg_backend_pid())', {}, z.unknown());
      await transaction.query('insert into whole values (2)', {}, z.unknown());
    });
    await expect(dying).rejects.toThrow(DatabaseGoneError);
    expect(await real.rows('select value from whole')).toEqual([]);
  });
});

describe('a database that sleeps', () => {
  it('is waited for with doubling pauses, and the statement is done once it wakes', async () => {
    real.dataApi.sleep(20);
    expect(await real.rows('select 1 as one')).toEqual([{ one: 1 }]);
    expect(real.sleeps.length).toBeGreaterThan(0);
    expect(real.sleeps).toEqual(DOUBLING_PAUSES.slice(0, real.sleeps.length));
  });

  it('ends patience after eight tries with an error that says so', async () => {
    real.dataApi.sleep(3_000);
    await expect(real.rows('select 1 as one')).rejects.toThrow(DatabaseWakingError);
    expect(real.sleeps).toEqual(DOUBLING_PAUSES);
  });
});
