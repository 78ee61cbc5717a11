import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataApi, startDataApi } from './data-api.ts';

let api: DataApi;
beforeAll(async () => {
  api = await startDataApi();
});
afterAll(() => api.stop());

describe('a value of the result', () => {
  it.each([
    ['1::smallint', { longValue: 1 }],
    ['-2147483648', { longValue: -2_147_483_648 }],
    ['9007199254740991::bigint', { longValue: 9_007_199_254_740_991 }],
    ['true', { booleanValue: true }],
    ['false', { booleanValue: false }],
    ['1.5::double precision', { doubleValue: 1.5 }],
    ['0.25::real', { doubleValue: 0.25 }],
    ['12345678901234567890.10::numeric', { stringValue: '12345678901234567890.10' }],
    ["'Zürich'::text", { stringValue: 'Zürich' }],
    ["'ab'::varchar(3)", { stringValue: 'ab' }],
    ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", { stringValue: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' }],
    [`'{"b":[1, 2]}'::jsonb`, { stringValue: '{"b": [1, 2]}' }],
    [`'{"b":[1, 2]}'::json`, { stringValue: '{"b":[1, 2]}' }],
    ["'2026-03-29 02:30:00.5+02'::timestamptz", { stringValue: '2026-03-29 00:30:00.5' }],
    ["'2026-03-29 02:30:00'::timestamp", { stringValue: '2026-03-29 02:30:00' }],
    ["'2026-03-29'::date", { stringValue: '2026-03-29' }],
    ["'23:59:59'::time", { stringValue: '23:59:59' }],
    ["'\\x00ff10'::bytea", { blobValue: new Uint8Array([0, 255, 16]) }],
    ['null', { isNull: true }],
    ['array[1, null, 3]', { arrayValue: { longValues: [1, null, 3] } }],
    [`array['a "b"', 'c,d', 'NULL', null]`, { arrayValue: { stringValues: ['a "b"', 'c,d', 'NULL', null] } }],
    ['array[true, false]', { arrayValue: { booleanValues: [true, false] } }],
    ['array[0.5::float8]', { arrayValue: { doubleValues: [0.5] } }],
    ['array[]::text[]', { arrayValue: { stringValues: [] } }],
  ])('of %s is typed as on AWS', async (expression, field) => {
    expect(await api.select(`select ${expression}`)).toEqual([field]);
  });

  it('of an enumeration is a string', async () => {
    await api.execute("create type mood as enum ('glad', 'sad')");
    expect(await api.select("select 'sad'::mood")).toEqual([{ stringValue: 'sad' }]);
  });

  it.each([
    ["'1 day'::interval", 'interval'],
    ["'pg_class'::regclass", 'regclass'],
    ['pg_sleep(0)', 'void'],
    ["'(1,2)'::point", 'point'],
  ])('of %s is refused, because the real API knows no such type', async (expression, name) => {
    await expect(api.execute(`select ${expression}`)).rejects.toMatchObject({
      name: 'UnsupportedResultException',
      message: `The result contains the unsupported data type ${name}`,
    });
  });

  it('with several dimensions is refused', async () => {
    await expect(api.execute('select array[[1], [2]]')).rejects.toMatchObject({ name: 'UnsupportedResultException' });
  });

  it('is a number or a string, as the result set options say', async () => {
    const options = { decimalReturnType: 'DOUBLE_OR_LONG', longReturnType: 'STRING' } as const;
    const record = await api.select('select 1.50::numeric, 3::numeric, 7::bigint', [], { resultSetOptions: options });
    expect(record).toEqual([{ doubleValue: 1.5 }, { longValue: 3 }, { stringValue: '7' }]);
  });
});

describe('a parameter', () => {
  it.each([
    [{ longValue: 42 }, 'bigint'],
    [{ booleanValue: true }, 'boolean'],
    [{ doubleValue: 0.1 }, 'double precision'],
    [{ stringValue: "it's; :a $1 \\ \u{1f4b6}" }, 'text'],
    [{ blobValue: new Uint8Array([0, 1, 254]) }, 'bytea'],
  ])('%j arrives as it is, with the type %s', async (value, type) => {
    const record = await api.select('select :v, pg_typeof(:v)::text', [{ name: 'v', value }]);
    expect(record).toEqual([value, { stringValue: type }]);
  });

  it.each([
    ['DECIMAL', '12345678901234567890.10', 'numeric'],
    ['JSON', '{"a": 1}', 'json'],
    ['UUID', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'uuid'],
    ['TIMESTAMP', '2026-01-02 03:04:05.678', 'timestamp without time zone'],
    ['DATE', '2026-01-02', 'date'],
    ['TIME', '03:04:05', 'time without time zone'],
  ] as const)('with the hint %s becomes one', async (typeHint, stringValue, type) => {
    const parameter = { name: 'v', value: { stringValue }, typeHint };
    expect(await api.select('select :v, pg_typeof(:v)::text', [parameter])).toEqual([
      { stringValue },
      { stringValue: type },
    ]);
  });

  it.each([
    ['TIMESTAMP', 'Sat, 15 Jul 2023 05:58:12 GMT'],
    ['UUID', 'no-uuid'],
    ['DECIMAL', '1,5'],
  ] as const)('with the hint %s that is none is refused', async (typeHint, stringValue) => {
    const parameter = { name: 'v', value: { stringValue }, typeHint };
    await expect(api.execute('select :v', [parameter])).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('that is null takes the type which the statement needs', async () => {
    const record = await api.select('select coalesce(:v, 5)', [{ name: 'v', value: { isNull: true } }]);
    expect(record).toEqual([{ longValue: 5 }]);
  });

  it('is not cast silently: a string is no uuid', async () => {
    const parameter = { name: 'v', value: { stringValue: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' } };
    await expect(api.execute('select gen_random_uuid() = :v', [parameter])).rejects.toMatchObject({
      name: 'DatabaseErrorException',
      message: expect.stringContaining('operator does not exist: uuid = text'),
    });
    expect(await api.select('select gen_random_uuid() = :v::uuid', [parameter])).toEqual([{ booleanValue: false }]);
  });

  it('is not looked for in quotes, comments, dollar quotes and casts', async () => {
    const sql = `select ':v', $$:v$$, $a$ :v $a$, ":v", E'\\':v', 1::int /* :v /* nested */ :v */ -- :v
      from (select :v as ":v") t limit :n`;
    const parameters = [
      { name: 'v', value: { stringValue: 'x' } },
      { name: 'n', value: { longValue: 1 } },
    ];
    const texts = [':v', ':v', ' :v ', 'x', "':v"];
    expect(await api.select(sql, parameters)).toEqual([
      ...texts.map((stringValue) => ({ stringValue })),
      { longValue: 1 },
    ]);
  });

  it('that the statement names and nobody gives is an error', async () => {
    await expect(api.execute('select :v', [])).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Cannot find parameter: v',
    });
  });

  it('that is an array is refused', async () => {
    const value = { arrayValue: { longValues: [1, 2] } };
    await expect(api.execute('select :v', [{ name: 'v', value }])).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Array parameters are not supported.',
    });
  });
});

describe('a result', () => {
  it('tells how many rows were changed, and returns what RETURNING says', async () => {
    await api.execute('create table fruit (id bigint generated always as identity primary key, name text not null)');
    const inserted = await api.execute("insert into fruit (name) values ('apple'), ('pear')");
    expect(inserted).toMatchObject({ numberOfRecordsUpdated: 2, generatedFields: [] });
    expect(inserted.records).toBeUndefined();
    const returned = await api.execute("update fruit set name = upper(name) where name = 'pear' returning id, name");
    expect(returned.records).toEqual([[{ longValue: 2 }, { stringValue: 'PEAR' }]]);
  });

  it('describes its columns when asked', async () => {
    await api.execute('create table price (id int generated always as identity, amount numeric(17, 2) not null)');
    const more = { includeResultMetadata: true };
    const { columnMetadata } = await api.execute('select id, amount as money, array[1] as l from price', [], more);
    const common = { schemaName: '', isCurrency: false, isCaseSensitive: false };
    expect(columnMetadata).toEqual([
      expect.objectContaining({ ...common, name: 'id', type: 4, typeName: 'int4', isAutoIncrement: true, nullable: 0 }),
      expect.objectContaining({ label: 'money', type: 2, typeName: 'numeric', precision: 17, scale: 2, nullable: 0 }),
      expect.objectContaining({ label: 'l', type: 2003, typeName: '_int4', arrayBaseColumnType: 4, tableName: '' }),
    ]);
    expect((await api.execute('select 1')).columnMetadata).toBeUndefined();
  });

  it('comes as a JSON text when asked, with amounts as strings', async () => {
    const sql = "select 9007199254740993::bigint as n, 1.10::numeric as amount, null as nothing, array['a'] as list";
    const { formattedRecords, records } = await api.execute(sql, [], { formatRecordsAs: 'JSON' });
    expect(formattedRecords).toBe('[{"n":9007199254740993,"amount":"1.10","nothing":null,"list":["a"]}]');
    expect(records).toBeUndefined();
  });
});
