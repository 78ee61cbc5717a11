import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactCell } from '../../../lambdas/core/reports/csv-cells.ts';
import { largestTextBytes } from '../../../lambdas/core/reports/csv-download.ts';
import { csvRecords } from '../../../lambdas/core/reports/csv-records.ts';
import { RejectCsv } from '../../../lambdas/core/reports/reject-csv.ts';
import { splitRaw } from '../../../lambdas/core/reports/split-raw.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { type BadRow, writeQuarantine } from './quarantine-files.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const header = ['amount', 'note', 'timestamp', 'branch_code'];
const bad = (line: number, raw: string, reason = 'bad-decimal', column = 'amount'): BadRow => ({
  ...{ line, offset: line * 30, length: raw.length, reason, column, raw },
});

/** A published run with these rows in quarantine. */
async function quarantined(rows: readonly BadRow[], names: readonly string[] | null = header): Promise<string> {
  const runId = await api.pipeline.record('a.csv', 'v1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing to claim');
  await api.pipeline.identify(claim, 'A', ['v1']);
  const figures = [{ branchCode: 'X', count: 5, min: '1.00', max: '1.00', sum: '5.00' }];
  await api.pipeline.stage(claim, figures);
  await api.pipeline.publish(claim, figures, rows.length);
  const prefix = writeQuarantine(api.results, runId, rows, 2, names);
  await api.pipeline.rows('update run set quarantine_prefix = $2 where run_id = $1', runId, prefix);
  return runId;
}

async function records(text: string): Promise<string[][]> {
  const read: string[][] = [];
  for await (const record of csvRecords(
    (async function* () {
      yield text;
    })(),
  ))
    read.push(record);
  return read;
}

async function download(runId: string, query = ''): Promise<string[][]> {
  const response = await api.api.request(`/api/runs/${runId}/rejects.csv${query}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${runId}-rejects.csv"`);
  return records(await response.text());
}

describe('quarantined rows as a file', () => {
  it('have their columns in the order of the declaration, wherever they stood', async () => {
    const runId = await quarantined([
      bad(3, '"1,5",n,2026-01-01T00:00:00Z,"B ""1"""'),
      bad(9, 'x,n,2026-01-01T00:00:00Z,B2'),
    ]);
    expect(await download(runId)).toEqual([
      ['_line', '_offset', '_reason', '_raw', 'timestamp', 'branch_code', 'amount'],
      [
        '3',
        '90',
        'bad-decimal (amount)',
        '"1,5",n,2026-01-01T00:00:00Z,"B ""1"""',
        '2026-01-01T00:00:00Z',
        'B "1"',
        '1,5',
      ],
      ['9', '270', 'bad-decimal (amount)', 'x,n,2026-01-01T00:00:00Z,B2', '2026-01-01T00:00:00Z', 'B2', 'x'],
    ]);
  });

  it('that are bad as a whole show what can be placed, but stay bad until somebody fills them in', async () => {
    const runId = await quarantined([
      bad(3, '1,n,2026-01-01T00:00:00Z', 'field-count', ''),
      bad(4, '1,234.00,n,2026-01-01T00:00:00Z,B1', 'field-count', ''),
      bad(5, '1,n,2026-01-01T00:00:00Z,B\\xff', 'invalid-utf8', ''),
      bad(6, '1,n,"never, closed', 'unclosed-quote', ''),
      bad(7, '1,n,2026\0,B', 'nul-byte', ''),
    ]);
    expect((await download(runId)).slice(1).map((record) => record.slice(4))).toEqual([
      ['2026-01-01T00:00:00Z', '', ''],
      ['n', '2026-01-01T00:00:00Z', ''],
      ['2026-01-01T00:00:00Z', 'B\\xff', ''],
      ['never, closed', '', ''],
      ['2026\\x00', 'B', ''],
    ]);
  });

  it('have empty columns when nobody knows the header of the file', async () => {
    const runId = await quarantined([bad(3, 'x,n,t,B')], null);
    expect((await download(runId))[1]).toEqual(['3', '90', 'bad-decimal (amount)', 'x,n,t,B', '', '', '']);
  });

  it('leave out those that corrections have put right, unless all are asked for', async () => {
    const runId = await quarantined([3, 5, 9, 4000].map((line) => bad(line, `x${line},n,t,B`)));
    await api.pipeline.correct(
      runId,
      'c.csv',
      ['v1'],
      [5, 4000],
      [{ branchCode: 'X', count: 2, min: '1.00', max: '1.00', sum: '2.00' }],
    );
    const lines = async (query: string): Promise<(string | undefined)[]> =>
      (await download(runId, query)).slice(1).map(([line]) => line);
    expect(await lines('')).toEqual(['3', '9']);
    expect(await lines('?all=true')).toEqual(['3', '5', '9', '4000']);
  });

  it('are none when a run has none', async () => {
    const runId = await api.pipeline.land('clean.csv', ['v1'], 'A', []);
    expect(await download(runId)).toEqual([
      ['_line', '_offset', '_reason', '_raw', 'timestamp', 'branch_code', 'amount'],
    ]);
  });

  it('are stored where they are many, and found at an address', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => bad(index + 2, `x,${'y'.repeat(2500)},t,B${index}`));
    const runId = await quarantined(rows);
    const response = await api.api.request(`/api/runs/${runId}/rejects.csv`);
    expect(response.status).toBe(303);
    const key = /^https:\/\/results\.test\/(downloads\/.+\.csv)\?as=.+-rejects\.csv$/.exec(
      response.headers.get('location') ?? '',
    )?.[1];
    const stored = String(api.results.objects.get(key ?? ''));
    expect(stored.length).toBeGreaterThan(largestTextBytes);
    expect((await records(stored)).slice(1).map((record) => record[5])).toEqual(rows.map((_, index) => `B${index}`));
  });

  it('of a correction are refused in favour of the original', async () => {
    const runId = await quarantined([bad(3, 'x,n,t,B')]);
    const correction = await api.pipeline.correct(
      runId,
      'c.csv',
      ['v1'],
      [3],
      [{ branchCode: 'X', count: 1, min: '1.00', max: '1.00', sum: '1.00' }],
    );
    const answer = await api.request(`/api/runs/${correction.runId}/rejects.csv`);
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining(runId) } });
  });

  it('that are gone are told to be gone, and those of no run not to be found', async () => {
    const runId = await quarantined([bad(3, 'x,n,t,B')]);
    api.results.objects.clear();
    expect((await api.request(`/api/runs/${runId}/rejects.csv`)).status).toBe(410);
    expect((await api.request('/api/runs/0a1b2c3d-4e5f-8a6b-9c7d-0e1f2a3b4c5d/rejects.csv')).status).toBe(404);
  });
});

describe('a line of the file', () => {
  const columns = [
    { name: 'a', required: true },
    { name: 'b', required: false },
  ];
  const text = fc.string({
    unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', '\r', '=', ' ', "'", '-', '@', 'ü', '\t', '＝'),
  });
  const header = ['b', 'ignored', 'a'];
  const csv = new RejectCsv(columns, header, false);
  const exactly = new RejectCsv(columns, header, true);

  it('gives the declared columns back exactly to a program, whatever a spreadsheet would make of them', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (a, ignored, b) => {
        const raw = [b, ignored, a].map(exactCell).join();
        const [record] = await records(exactly.line(bad(2, raw)));
        expect(record).toEqual(['2', '60', 'bad-decimal (amount)', raw, a, b]);
      }),
    );
  });

  it('has no cell that a spreadsheet would run, wherever it thinks that a cell begins', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (a, ignored, b) => {
        const line = csv.line(bad(2, [b, ignored, a].map(exactCell).join()));
        // By commas and quotes, as we write; by semicolons or tabs, where quotes within what is then a cell part nothing.
        const cells = [...((await records(line))[0] ?? []), ...line.split(/[;\t\r\n]/)];
        for (const cell of cells) if (!/^[+-]?[\d.,]+$/.test(cell)) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
      }),
    );
  });

  it('gives back each declared text exactly or leaves it out, and then keeps the row bad', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (a, b) => {
        const [record] = await records(csv.line(bad(2, [b, '', a].map(exactCell).join())));
        const [line, , , , ...declared] = record ?? [];
        const [isLeftOut, isOptionalLeftOut] = [declared[0] !== a, declared[1] !== b];
        // The column a is required: empty, it is bad by itself. The column b is not.
        expect(declared).toEqual([isLeftOut ? '' : a, isOptionalLeftOut ? '' : b]);
        expect(line).toBe(isOptionalLeftOut ? '' : '2');
      }),
    );
  });

  it('leaves numbers where they are, negative ones too, and takes out what only looks like one', async () => {
    const written = async (a: string): Promise<string | undefined> =>
      (await records(csv.line(bad(2, `b,,${exactCell(a)}`))))[0]?.[4];
    for (const number of ['-5.00', '+5', '-1,5', '2026-01-01', '1;2', "'x"]) expect(await written(number)).toBe(number);
    for (const formula of ['=1+1', '-1+cmd', '+A1', '@SUM(A1)', ' =1', '\t=1', '1;=A1', '＝1', '-', '"\n=1'])
      expect(await written(formula), formula).toBe('');
  });

  it('tells in words which line a row is that names none', () => {
    expect(csv.line(bad(2, '=1,,x'))).toBe(',60,bad-decimal (amount) in line 2,"\'=1,,x",x,\r\n');
  });

  it('names no line when nothing else can keep a row bad', () => {
    const optional = new RejectCsv([{ name: 'b', required: false }], ['b'], false);
    expect(optional.line(bad(2, 'x,y', 'field-count', ''))).toBe(',60,field-count in line 2,"x,y",x\r\n');
    expect(optional.line(bad(2, 'x', 'too-long', 'b'))).toBe('2,60,too-long (b),x,x\r\n');
  });

  it('shows so much of a long text as a spreadsheet holds', async () => {
    const [record] = await records(csv.line(bad(2, `${'x'.repeat(40_000)},,good`)));
    expect(record?.[3]).toBe(`${'x'.repeat(32_000)}…`);
    expect(record?.[5]).toBe('x'.repeat(40_000));
  });
});

describe('a raw text', () => {
  it('is split as a row is, and as far as it goes where it is none', async () => {
    expect(splitRaw('a,"b ""1"", c",,"d\ne"')).toEqual(['a', 'b "1", c', '', 'd\ne']);
    expect(splitRaw('a,')).toEqual(['a', '']);
    expect(splitRaw('')).toEqual(['']);
    expect(splitRaw('"a" b,c"d"')).toEqual(['a b', 'c"d"']);
    expect(splitRaw('a,"b,c')).toEqual(['a', 'b,c']);
    expect(splitRaw('a,"')).toEqual(['a', '']);
  });

  it('gives back the fields of any row', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
        expect(splitRaw(fields.map((field) => `"${field.replaceAll('"', '""')}"`).join())).toEqual(fields);
      }),
    );
  });
});
