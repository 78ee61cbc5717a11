import { BatchExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataApi, startDataApi, target } from './data-api.ts';

let api: DataApi;
beforeAll(async () => {
  api = await startDataApi({ statementMilliseconds: 400, connections: 5 });
  await api.execute('create table entry (id bigint primary key, note text)');
});
afterAll(() => api.stop());

describe('a statement', () => {
  it('that the database refuses tells the error and its code', async () => {
    await api.execute("insert into entry values (1, 'first')");
    await expect(api.execute("insert into entry values (1, 'again')")).rejects.toMatchObject({
      name: 'DatabaseErrorException',
      message: 'ERROR: duplicate key value violates unique constraint "entry_pkey"; SQLState: 23505',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(api.execute('select * from nowhere')).rejects.toMatchObject({
      message: 'ERROR: relation "nowhere" does not exist; Position: 15; SQLState: 42P01',
    });
  });

  it('may end with a semicolon but must be the only one', async () => {
    expect(await api.select("select 'a;b'; -- nothing more; really")).toEqual([{ stringValue: 'a;b' }]);
    await expect(api.execute('insert into entry values (2); select 1')).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Multistatements aren't supported.",
    });
    expect(await api.select('select count(*) from entry where id = 2')).toEqual([{ longValue: 0 }]);
  });

  it('may define a function with semicolons in it', async () => {
    await api.execute('create function two() returns int language plpgsql as $$ begin perform 1; return 2; end $$');
    expect(await api.select('select two()')).toEqual([{ longValue: 2 }]);
  });

  it('does not begin transactions behind the API', async () => {
    await expect(api.execute('begin')).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(api.execute(' /* x */ commit')).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('leaves no setting to the next one', async () => {
    await api.execute("set time zone 'Asia/Tokyo'");
    const zones = Array.from({ length: 5 }, () => api.select("select current_setting('timezone')"));
    expect(await Promise.all(zones)).toEqual(Array.from({ length: 5 }, () => [{ stringValue: 'UTC' }]));
  });

  it('is longer than the API takes', async () => {
    await expect(api.execute(`select '${'x'.repeat(65_536)}'`)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('needs an ARN of the cluster and takes no schema', async () => {
    await expect(api.execute('select 1', [], { resourceArn: '' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('resourceArn'),
    });
    await expect(api.execute('select 1', [], { schema: 'public' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: "The schema parameter isn't supported",
    });
  });
});

describe('the time-out', () => {
  it('cancels the statement in the database', async () => {
    await expect(api.execute('select pg_sleep(30)::text')).rejects.toMatchObject({ name: 'StatementTimeoutException' });
    expect(await running('pg_sleep(30)')).toBe(0);
  });

  it('lets a statement go on that may continue', async () => {
    const more = { continueAfterTimeout: true };
    const slow = api.execute("insert into entry select 90, 'late' from pg_sleep(0.8)", [], more);
    await expect(slow).rejects.toMatchObject({ name: 'StatementTimeoutException' });
    expect(await running('pg_sleep(0.8)')).toBe(1);
    const count = () => api.select('select count(*) from entry where id = 90');
    await expect.poll(count, { timeout: 5_000 }).toEqual([{ longValue: 1 }]);
  });
});

describe('a batch', () => {
  it('runs the statement once for each set of parameters', async () => {
    const set = (id: number) => [{ name: 'id', value: { longValue: id } }];
    const sql = "insert into entry values (:id, 'batch')";
    const command = new BatchExecuteStatementCommand({ ...target, sql, parameterSets: [set(10), set(11), set(12)] });
    const { updateResults } = await api.client.send(command);
    expect(updateResults).toEqual(Array.from({ length: 3 }, () => ({ generatedFields: [] })));
    expect(await api.select("select count(*) from entry where note = 'batch'")).toEqual([{ longValue: 3 }]);
  });

  it('does all or nothing', async () => {
    const set = (id: number) => [{ name: 'id', value: { longValue: id } }];
    const sql = 'insert into entry values (:id)';
    const command = new BatchExecuteStatementCommand({ ...target, sql, parameterSets: [set(20), set(21), set(20)] });
    await expect(api.client.send(command)).rejects.toMatchObject({ name: 'DatabaseErrorException' });
    expect(await api.select('select count(*) from entry where id in (20, 21)')).toEqual([{ longValue: 0 }]);
  });
});

/** Statements with that text which the server works on, asked past the API. */
async function running(text: string): Promise<number> {
  const client = new pg.Client({ connectionString: api.postgresUrl });
  await client.connect();
  const sql =
    "select pid from pg_stat_activity where state = 'active' and strpos(query, $1) > 0 and pid <> pg_backend_pid()";
  try {
    return (await client.query(sql, [text])).rows.length;
  } finally {
    await client.end();
  }
}
