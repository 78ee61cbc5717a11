import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LullEndingDatabase, LullKeepingDatabase, LullMarks } from '../../../lambdas/core/lulls/index.ts';
import { migrate } from '../../../lambdas/core/migrations/migrate.ts';
import { readMigrations } from '../../../lambdas/core/migrations/read-migrations.ts';
import { FakeObjects } from '../fakes/objects.ts';
import { type RealDatabase, startRealDatabase } from '../real-database.ts';
import { quieten } from './quiet.ts';

let real: RealDatabase;
let objects: FakeObjects;
let unkept: unknown[];
/** Milliseconds since 1970. */
let now: number;
let readers: LullKeepingDatabase;
let writers: LullEndingDatabase;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real?.stop());
beforeEach(async () => {
  await quieten(real);
  objects = new FakeObjects();
  unkept = [];
  now = Date.parse('2026-11-26T12:00:00Z');
  const marks = new LullMarks(objects, 'results');
  writers = new LullEndingDatabase(real.database, marks);
  readers = new LullKeepingDatabase({
    database: writers,
    marks,
    reportUnkept: (error) => unkept.push(error),
    now: () => now,
  });
});

const reasons = z.object({ reason: z.string().nullable() });
const read = async (): Promise<string | null> => {
  const rows = await readers.query('select end_reason as "reason" from worker', {}, reasons, 'reads');
  return rows[0]?.reason ?? null;
};
/** A change to what readers see. */
const change = (reason: string): Promise<unknown> =>
  writers.query("update worker set end_reason = :reason, state = 'GONE'", { reason }, z.unknown(), 'settled');
const callsOf = async (act: () => Promise<unknown>): Promise<number> => {
  const before = real.dataApi.calls();
  await act();
  return real.dataApi.calls() - before;
};
const endsOfLulls = (): string[] => objects.keys('results').filter((key) => key.startsWith('lulls-ended/'));

describe('in a lull, a reading', () => {
  it('is asked of the database once, and then of nobody who sleeps', async () => {
    await change('first');
    expect(await callsOf(read)).toBe(2); // the lull begins, and the reading is made
    expect(await callsOf(read)).toBe(0);
    expect(await read()).toBe('first');
  });

  it('is another with other parameters, however they are written', async () => {
    const sql = 'select :one::text || :two::text as "reason"';
    const ask = (one: string, two: string) => readers.query(sql, { one, two }, reasons, 'reads');
    expect(await ask('a', 'bc')).toEqual([{ reason: 'abc' }]);
    expect(await callsOf(async () => expect(await ask('a","two', 'b')).toEqual([{ reason: 'a","twob' }]))).toBe(1);
    expect(await callsOf(() => ask('a', 'bc'))).toBe(0);
  });

  it('keeps each type as the database gave it', async () => {
    const sql = `select 9007199254740991 as "int8", 12.340 as "numeric", true as "bool", null::text as "nothing",
                        array['a', null] as "texts", '{"b": [1.50]}'::jsonb as "json", timestamptz '2026-01-01' as "at"`;
    const ask = () => readers.query(sql, {}, z.record(z.string(), z.unknown()), 'reads');
    const first = await ask();
    expect(await callsOf(async () => expect(await ask()).toEqual(first))).toBe(0);
    expect(first[0]).toMatchObject({ numeric: '12.340', int8: 9007199254740991, nothing: null });
  });
});

describe('a change', () => {
  it('is seen by whoever reads after it', async () => {
    await change('old');
    await read();
    await change('new');
    expect(await read()).toBe('new');
    expect(await callsOf(read)).toBe(0);
    expect(endsOfLulls()).toHaveLength(1);
  });

  it('is not made by whoever dies when the end of the lull is marked, and can be made again', async () => {
    await change('old');
    await read();
    objects.before = (call) => {
      if (call.startsWith('write lulls-ended/')) throw new Error('the process died');
    };
    await expect(change('new')).rejects.toThrow('the process died');
    expect(await real.rows('select end_reason from worker')).toEqual([{ end_reason: 'old' }]);
    objects.before = () => undefined;
    await change('new');
    expect(await read()).toBe('new');
  });

  it('ends no lull when it changes nothing', async () => {
    await read();
    await writers.query("update run set step = 'x' where run_id = gen_random_uuid()", {}, z.unknown());
    expect(endsOfLulls()).toEqual([]);
    expect(await callsOf(read)).toBe(0);
  });

  it('is made as a whole when it takes several statements', async () => {
    await change('old');
    await read();
    await writers.transaction(async (inside) => {
      await inside.query("update worker set end_reason = 'half'", {}, z.unknown());
      await inside.query("update worker set end_reason = 'whole', state = 'GONE'", {}, z.unknown());
    });
    expect(await read()).toBe('whole');
    expect(endsOfLulls()).toHaveLength(1);
  });

  it('is refused to whoever does not know of lulls', async () => {
    await read();
    await expect(real.rows("update worker set state = 'GONE'")).rejects.toThrow(
      /Nothing may change during a lull: end it first.*SQLState: CHL01/,
    );
  });

  it('of tables and functions ends a lull as well', async () => {
    await read();
    const migrations = readMigrations(new URL('../../../migrations', import.meta.url).pathname);
    const sql = 'create table later (name text)';
    const later = {
      version: 9_000,
      name: '9000_later.sql',
      statements: [sql],
      checksum: createHash('sha256').update(sql).digest('hex'),
    };
    expect((await migrate(writers, [...migrations, later])).applied).toEqual(['9000_later.sql']);
    expect(endsOfLulls()).toHaveLength(1);
    await real.rows('drop table later');
    await real.rows('delete from schema_migration where version = 9000');
  });
});

describe('no lull begins', () => {
  const noneBegins = async (): Promise<void> => {
    expect(await callsOf(read)).toBe(2);
    expect(await callsOf(read)).toBe(1); // for some seconds none is asked for either
    expect(objects.keys('results')).toEqual([]);
    now += 10_001;
  };

  it('while a worker is awake', async () => {
    await real.rows("update worker set state = 'AWAKE', ended_at = null");
    await noneBegins();
    await real.rows("update worker set state = 'GONE', ended_at = now()");
    await read();
    expect(await callsOf(read)).toBe(0);
  });

  it('while somebody changes something, who does not wait for it', async () => {
    let readOnce = (): void => undefined;
    const wasRead = new Promise<void>((resolve) => {
      readOnce = resolve;
    });
    let isInside = (): void => undefined;
    const inside = new Promise<void>((resolve) => {
      isInside = resolve;
    });
    const changing = writers.transaction(async (database) => {
      await database.query("update worker set end_reason = 'later', state = 'GONE'", {}, z.unknown());
      isInside();
      await wasRead;
    });
    await inside;
    await noneBegins();
    readOnce();
    await changing;
    expect(await read()).toBe('later');
    expect(await callsOf(read)).toBe(0);
  });

  it('within ten seconds of the end of another', async () => {
    await read();
    await change('new');
    for (const [key] of objects.buckets.get('results') ?? []) {
      if (key.startsWith('lulls-ended/')) objects.put('results', key, '', new Date(now - 4_000).toISOString());
    }
    const before = objects.calls.length;
    expect(await callsOf(read)).toBe(1);
    expect(await callsOf(read)).toBe(1);
    expect(objects.calls.slice(before).filter((call) => call.startsWith('write'))).toEqual([]);
    now += 6_001;
    await read();
    expect(await callsOf(read)).toBe(0);
  });
});

describe('when what is kept cannot be had', () => {
  it.each(['read readings/', 'describe lulls-ended/', 'write readings/'])(
    '("%s"), the database answers',
    async (call) => {
      await change('told');
      await read();
      objects.before = (made) => {
        if (made.startsWith(call)) throw new Error('S3 does not answer');
      };
      await change('told again');
      expect(await read()).toBe('told again');
      expect(await read()).toBe('told again');
      expect(unkept.length).toBeGreaterThan(0);
    },
  );

  it('because it is damaged, the database answers', async () => {
    await change('told');
    await read();
    for (const key of objects.keys('results').filter((key) => key.includes('/'))) {
      if (/^readings\/.+\//.test(key)) objects.put('results', key, '[{"rea');
    }
    expect(await read()).toBe('told');
    expect(unkept).toHaveLength(1);
  });

  it('and what is no reading is never kept', async () => {
    await read();
    const ping = () => readers.query('select 1 as one', {}, z.unknown(), 'settled');
    await ping();
    expect(await callsOf(ping)).toBe(1);
    const inside = () => readers.transaction((database) => database.query('select 1 as one', {}, z.unknown()));
    await inside();
    expect(await callsOf(inside)).toBeGreaterThan(0);
  });
});
