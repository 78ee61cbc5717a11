import { describe, expect, it } from 'vitest';
import { LineSet, linesIn } from '../../verify/line-set.ts';
import { verify } from '../../verify/verify.ts';
import { HEADER } from '../e2e/files.ts';
import { answerOf, badLines, claimedRun, claimsOf, other, reading, runId, sample, third } from './claimed-run.ts';

const target = sample();
const TIME = '2026-05-01T10:00:00Z';

/** The rows of a correction, each with what becomes of it: counted, or why not. */
const rows: ReadonlyArray<readonly [row: string, becomes: string]> = [
  [`102,${TIME},B1,1.00`, 'counted'],
  [`"103",${TIME},B2,-2.00`, 'counted'],
  [`102,${TIME},B1,9.00`, 'line-repeated _line'],
  [`104,${TIME},B1,1.00`, 'line-already-corrected _line'],
  [`104,${TIME},B1,1.00`, 'line-already-corrected _line'],
  [`5,${TIME},B1,1.00`, 'line-not-quarantined _line'],
  [`9000000000000000000,${TIME},B1,1.00`, 'line-not-quarantined _line'],
  [`five,${TIME},B1,1.00`, 'bad-integer _line'],
  [`,${TIME},B1,1.00`, 'missing _line'],
  [`0,${TIME},B1,1.00`, 'out-of-range _line'],
  [`+00105,${TIME},B1,3.00`, 'counted'],
  [`106,${TIME},B1,x`, 'bad-decimal amount'],
  [`106,${TIME},B1,4.00`, 'counted'],
  [`five,${TIME},B1,x`, 'bad-decimal amount'],
];
const correction = claimedRun({
  ...{ id: other, key: 'c.csv', corrects: runId },
  bytes: Buffer.from(`_line,${HEADER}\n${rows.map(([row]) => row).join('\n')}\n`),
  good: ['B1 100', 'B2 -200', 'B1 300', 'B1 400'].map((text) => {
    const [branch = '', cents = ''] = text.split(' ');
    return { branch, cents: BigInt(cents) };
  }),
  bad: rows.map(([, becomes]) => becomes).filter((becomes) => becomes !== 'counted'),
});
const own = { correction: other, stands: true, lines: '102-103,105-106' };
const before = { correction: third, stands: true, lines: '104-104' };

const ofCorrection = (lines: Parameters<typeof claimsOf>[2], figures = correction.figures) =>
  verify(
    other,
    claimsOf([answerOf(target.receipt), answerOf(correction.receipt)], figures, lines),
    reading({ 'a.csv': target.bytes, 'c.csv': correction.bytes }),
  );
const told = ({ differences }: Awaited<ReturnType<typeof verify>>) =>
  differences.map(({ of, what, claimed, found }) => `${of}, ${what}: ${claimed}, ${found}`);

describe('Verifying a correction', () => {
  it('finds it equal, row by row, by its own bytes, those of the run it corrects and the lines of the others', async () => {
    const verdict = await ofCorrection([own, before]);
    expect(verdict).toEqual({
      ...{ runId: other, verdict: 'equal', differences: [] },
      checked: `14 rows that correct 4 of run ${runId}`,
    });
  });

  it('finds it equal when the other correction stands no more', async () => {
    expect(await ofCorrection([own, { ...before, stands: false }])).toMatchObject({ verdict: 'equal' });
  });

  it('names the figure that was changed', async () => {
    const [first, ...more] = correction.figures;
    if (first === undefined) throw new Error('there are no figures');
    expect(told(await ofCorrection([own, before], [{ ...first, sum: '8.01' }, ...more]))).toEqual([
      'the branch "B1", sum: 8.01, 8.00',
    ]);
  });

  it('tells of a row that was left out although no correction has put its line right', async () => {
    const withdrawn = { correction: third, stands: false, lines: '109-109' };
    expect(told(await ofCorrection([own, withdrawn]))).toEqual([
      'the corrected lines, left to a correction that there is not: 0, 2',
    ]);
  });

  it('tells of a line that it has put right by its word alone, and of one that was never quarantined', async () => {
    expect(told(await ofCorrection([{ ...own, lines: '102-103,105-107' }, before]))).toEqual([
      'the corrected lines, number: 5, 4',
    ]);
    expect(told(await ofCorrection([{ ...own, lines: '5-5,102-103,105-106' }, before]))).toEqual([
      'the corrected lines, number: 5, 4',
    ]);
  });

  it('tells of a line that is counted by two corrections which stand', async () => {
    expect(told(await ofCorrection([own, { ...before, lines: '103-104' }]))).toEqual([
      'the corrected lines, corrected twice: 0, 1',
    ]);
  });

  it('tells that the bytes of the run that it corrects are others, or have other bad rows', async () => {
    const shorter = target.bytes.subarray(0, target.bytes.length - 1);
    const claims = claimsOf([answerOf(target.receipt), answerOf(correction.receipt)], correction.figures, [
      own,
      before,
    ]);
    const differs = await verify(other, claims, reading({ 'a.csv': shorter, 'c.csv': correction.bytes }));
    expect(differs.differences.map(({ of, what }) => `${of} ${what}`)).toEqual([
      `the object of run ${runId} size`,
      `the object of run ${runId} checksum`,
    ]);
  });
});

describe('Verifying a run that was corrected', () => {
  const ofTarget = (lines: Parameters<typeof claimsOf>[2], rowsCorrected: number) => {
    const rowsStillQuarantined = badLines.length - rowsCorrected;
    const answer = answerOf(target.receipt, { rowsCorrected, rowsStillQuarantined });
    return verify(runId, claimsOf([answer], target.figures, lines), reading(target.bytes));
  };

  it('finds that the corrected lines are such as its bytes have in quarantine', async () => {
    const superseded = { correction: third, stands: false, lines: '2-2,103-103' };
    expect(await ofTarget([own, superseded], 4)).toMatchObject({
      ...{ verdict: 'equal', differences: [], checked: '2019 rows, 4 more corrected' },
    });
  });

  it('tells when another number was corrected than the receipt says', async () => {
    expect(told(await ofTarget([own], 5))).toEqual([
      'the rows, corrected: 5, 4',
      'the rows, still quarantined: 11, 12',
    ]);
  });

  it('tells when a good row was corrected', async () => {
    expect(told(await ofTarget([{ ...own, lines: '101-101,103-105' }], 4))).toEqual([
      'the rows, corrected: 4, 3',
      'the rows, still quarantined: 12, 13',
      'the corrected lines, number: 4, 3',
    ]);
  });

  it('waits until the lines and the receipt are of one moment', async () => {
    const answers = [1, 4, 4].map((rowsCorrected) =>
      answerOf(target.receipt, { rowsCorrected, rowsStillQuarantined: badLines.length - rowsCorrected }),
    );
    const claims = {
      ...claimsOf([], target.figures, [own]),
      receipt: async () => answers.shift() ?? answerOf(target.receipt),
    };
    expect(await verify(runId, claims, reading(target.bytes))).toMatchObject({ verdict: 'equal' });
  });

  it('says that it cannot be told while it is corrected all the time', async () => {
    let rowsCorrected = 0;
    const claims = {
      ...claimsOf([], target.figures, [own]),
      receipt: async () => answerOf(target.receipt, { rowsCorrected: rowsCorrected++ }),
    };
    await expect(verify(runId, claims, reading(target.bytes))).rejects.toThrow('is being corrected all the time');
  });
});

it('A set of lines keeps each once, wherever it lies', () => {
  const lines = [...linesIn('1-3,31-33,2047-2049,4294967296-4294967298,999999999999-999999999999')];
  const set = new LineSet();
  expect(lines.every((line) => set.add(line))).toBe(true);
  expect(lines.some((line) => set.add(line))).toBe(false);
  expect(set.size).toBe(lines.length);
  const beside = [0, 4, 30, 34, 2046, 2050, 2 ** 32 - 1, 2 ** 32 + 3, Number.POSITIVE_INFINITY];
  expect(beside.filter((line) => set.has(line))).toEqual([]);
  expect(lines.every((line) => set.has(line))).toBe(true);
});
