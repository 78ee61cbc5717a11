import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkFile, mostBytes } from '../../dashboard/src/preflight/check-file.ts';
import { type Declaration, declarationSchema } from '../../dashboard/src/preflight/declaration.ts';
import { costUsd, estimateConstants } from '../../dashboard/src/preflight/estimate.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { dpusOfWorkerType } from '../../lib/constructs/spark-job.ts';
import { prod } from '../../lib/stages/prod.ts';

const jobType = readJobTypes('job-types').get('branch-stats');
const declaration: Declaration = declarationSchema.parse(jobType);
const header = 'timestamp,branch_code,amount\n';
const row = '2026-03-01T09:30:00Z,B1,1.50\n';

const check = (content: string | Uint8Array, name = 'file.csv') =>
  checkFile({ blob: new Blob([content as Uint8Array<ArrayBuffer>]), name }, declaration);

describe('the report on a small file', () => {
  it('of good rows only is clean and exact', async () => {
    const report = await check(header + row.repeat(3));
    expect(report).toMatchObject({ verdict: 'clean', rejection: null, rowsChecked: 3, badRows: 0, wholeFile: true });
    expect(report.estimate).toMatchObject({ rows: 3, rowsExact: true, uncompressedBytes: report.fileBytes });
    expect(report.bytesChecked).toBe(report.fileBytes);
  });

  it('shows bad rows within the tolerance with their place and column', async () => {
    const report = await check(`${header}${row.repeat(20)}2026-03-01,B1,1\n`);
    expect(report.verdict).toBe('some-bad-rows');
    expect(report.firstBadRows).toEqual([
      {
        line: 22,
        offset: header.length + 20 * row.length,
        length: 15,
        reason: 'bad-timestamp',
        column: 'timestamp',
        raw: '2026-03-01,B1,1',
        rawTruncated: false,
      },
    ]);
    expect(report.reasonCounts).toEqual([{ reason: 'bad-timestamp', column: 'timestamp', count: 1 }]);
  });

  it('foretells the rejection of one bad row too many, exactly at the tolerance', async () => {
    const bad = '2026-03-01T09:30:00Z,,1\n';
    const within = await check(header + row.repeat(19) + bad);
    const beyond = await check(header + row.repeat(18) + bad);
    expect(within.verdict).toBe('some-bad-rows');
    expect(beyond.verdict).toBe('will-be-rejected');
    expect(beyond.rejection).toMatchObject({
      code: 'too-many-bad-rows',
      certain: true,
      message: expect.stringContaining(
        '1 of 19 rows are bad, more than the 5 % that are allowed (1 of them missing in the column branch_code).',
      ),
    });
  });

  it('names the columns that are missing, twice there, and ignored', async () => {
    const report = await check('timestamp,amount,amount,note\n');
    expect(report.verdict).toBe('will-be-rejected');
    expect(report.header).toEqual({
      found: ['timestamp', 'amount', 'amount', 'note'],
      missing: ['branch_code'],
      repeated: ['amount'],
      ignored: ['note'],
    });
    expect(report.rejection?.message).toBe(
      'The header of file.csv (line 1) lacks "branch_code" and repeats "amount"; it has "timestamp", "amount", "amount", ' +
        '"note". Names must match exactly, in any order.',
    );
  });

  it('says that a file has no rows', async () => {
    expect(await check(header)).toMatchObject({
      verdict: 'will-be-rejected',
      rejection: { code: 'no-rows' },
      estimate: null,
    });
  });

  it('says that the name tells no format', async () => {
    const report = await check(header + row, 'file.txt');
    expect(report).toMatchObject({ verdict: 'will-be-rejected', rejection: { code: 'unknown-suffix' }, badRows: 0 });
  });

  it('does not look at the end of a file with a wrong header for damage, as the job does not', async () => {
    const packed = gzipSync('a,b\n1,2\n').subarray(0, -4);
    expect(await check(packed, 'file.csv.gz')).toMatchObject({ rejection: { code: 'wrong-header' } });
    const right = gzipSync(header + row).subarray(0, -4);
    expect(await check(right, 'file.csv.gz')).toMatchObject({ rejection: { code: 'corrupt-gzip' }, rowsChecked: 1 });
  });

  it('cuts a long raw text at a whole character', async () => {
    const report = await check(`${header}2026-03-01T09:30:00Z,${'é'.repeat(3000)},1\n`);
    const [bad] = report.firstBadRows;
    expect(bad).toMatchObject({ reason: 'too-long', rawTruncated: true });
    expect(bad?.raw).toMatch(/^[^\\]*é$/);
  });

  it('is the same however the file is put together', async () => {
    const bytes = new TextEncoder().encode(`${header}${row.repeat(9)}x,y\n"é\n`);
    const whole = await check(bytes);
    for (const size of [1, 2, 3, 7]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      expect(await checkFile({ blob: new Blob(parts), name: 'file.csv' }, declaration)).toEqual(whole);
    }
  });
});

describe('the report on a large file', () => {
  const rows = 500_000;

  it('checks its first 8 MiB and estimates the rest', async () => {
    const report = await check(header + row.repeat(rows));
    expect(report).toMatchObject({
      verdict: 'clean',
      wholeFile: false,
      bytesChecked: mostBytes,
      fileBytesSeen: mostBytes,
    });
    expect(report.rowsChecked).toBe(Math.floor((mostBytes - header.length) / row.length));
    expect(report.estimate).toMatchObject({ rows, rowsExact: false, uncompressedBytes: report.fileBytes });
  });

  it('calls the rejection for bad rows likely only', async () => {
    const report = await check(`${header}${'x,y\n'.repeat(30_000)}${row.repeat(rows)}`);
    expect(report.verdict).toBe('will-be-rejected');
    expect(report.rejection).toMatchObject({ code: 'too-many-bad-rows', certain: false });
    expect(report.rejection?.message).toMatch(/^30000 of the first \d+ rows are bad/);
    expect(report.firstBadRows).toHaveLength(20);
  });

  it('does not judge the row that is cut, unless it is too long already', async () => {
    const open = `2026-03-01T09:30:00Z,"${'x\n'.repeat(mostBytes / 2)}`;
    const report = await check(header + row + open);
    expect(report).toMatchObject({ rowsChecked: 2, badRows: 1, firstBadRows: [{ line: 3, reason: 'row-too-long' }] });
    const patient = { ...declaration, maxRowBytes: 2 * mostBytes };
    const blob = new Blob([header + row + open]);
    expect(await checkFile({ blob, name: 'file.csv' }, patient)).toMatchObject({
      rowsChecked: 1,
      badRows: 0,
      verdict: 'clean',
    });
  });

  it('unpacks no more than 8 MiB of a compressed file', async () => {
    const packed = gzipSync(header + row.repeat(rows));
    const report = await check(packed, 'file.csv.gz');
    expect(report).toMatchObject({
      verdict: 'clean',
      wholeFile: false,
      bytesChecked: mostBytes,
      fileBytes: packed.length,
    });
    expect(report.fileBytesSeen).toBeLessThan(packed.length);
    expect((report.estimate?.rows ?? 0) / rows).toBeCloseTo(1, 1);
  });

  it('calls a header without end too long', async () => {
    const report = await check('timestamp'.repeat(mostBytes));
    expect(report.rejection).toMatchObject({
      code: 'wrong-header',
      message: expect.stringContaining('longer than 1048576 bytes'),
    });
  });
});

describe('the declaration', () => {
  it('that has a rule of an unknown kind is not taken for one without it', () => {
    const column = { name: 'a', type: 'string', required: true, checksum: 'iban' };
    expect(declarationSchema.safeParse({ ...jobType, sources: [{ role: 'a', columns: [column] }] }).success).toBe(
      false,
    );
  });

  it('is looked at for the role that was asked for', async () => {
    await expect(checkFile({ blob: new Blob([]), name: 'a.csv', role: 'fees' }, declaration)).rejects.toThrow('"fees"');
  });

  it('tells of a pattern that only the job can check', async () => {
    const columns = [{ name: 'a', type: 'string', required: true, pattern: 'a++' } as const];
    const own = { ...declaration, sources: [{ role: 'a', columns }] };
    const report = await checkFile({ blob: new Blob(['a\nb\n']), name: 'a.csv' }, own);
    expect(report).toMatchObject({ verdict: 'clean', uncheckedRules: [{ column: 'a', rule: 'pattern' }] });
  });

  it('tells of a value on which the job’s matcher may run out of stack', async () => {
    const columns = [{ name: 'a', type: 'string', required: true, pattern: '(?:[a-z]|[0-9])*' } as const];
    const own = { ...declaration, sources: [{ role: 'a', columns }] };
    const reportOn = (text: string) => checkFile({ blob: new Blob([text]), name: 'a.csv' }, own);
    expect((await reportOn('a\nshort1\n')).uncheckedRules).toEqual([]);
    expect((await reportOn(`a\n${'b'.repeat(2000)}\n`)).uncheckedRules).toMatchObject([{ column: 'a' }]);
  });
});

describe('the estimate', () => {
  it('takes the price and the units that are deployed', () => {
    expect(estimateConstants.usdPerDpuHour).toBe(prod.workers.usdPerDpuHour);
    expect(estimateConstants.dpusOfWorkerType).toEqual(dpusOfWorkerType);
  });

  it('counts the cost as a receipt does', () => {
    expect(costUsd(90_000, { type: 'G.1X', count: 2 })).toBe('0.02200000');
    expect(costUsd(1, { type: 'G.025X', count: 2 })).toBe('0.00000006');
    expect(costUsd(3_600_000, { type: 'G.8X', count: 100 })).toBe('352.00000000');
    expect(costUsd(1, { type: 'Z.1X', count: 2 })).toBeNull();
  });
});
