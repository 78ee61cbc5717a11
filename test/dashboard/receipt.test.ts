import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageOf, checksOf, merged, sourcesInWords } from '../../dashboard/src/branch/receipt.ts';
import { averageOf as averageTold } from '../lambdas/api/landed.ts';

const amountOf = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

it('the average that is worked out in the browser is half-even to the last digit', () => {
  const sums = fc.oneof(fc.bigInt({ min: -2000n, max: 2000n }), fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }));
  const counts = fc.oneof(fc.bigInt({ min: 1n, max: 64n }), fc.bigInt({ min: 1n, max: 10n ** 18n }));
  fc.assert(
    fc.property(sums, counts, (sum, count) => {
      const told = averageTold(sum, count);
      expect(averageOf(amountOf(sum), count)).toBe(/^-0\.0+$/.test(told) ? told.slice(1) : told);
    }),
    { numRuns: 500 },
  );
});

const run = { runId: '', corrects: null, landedAt: '2026-03-01T00:00:00.000Z' };
const points = [
  { ...run, count: 3, min: '-1.00', average: '1.5033', max: '5.50', sum: '4.51' },
  { ...run, count: 1, min: '5.60', average: '5.6000', max: '5.60', sum: '5.60' },
];
const figures = { count: 4, min: '-1.00', average: '2.5275', max: '5.60', sum: '10.11' };
const series = { branchCode: 'NORTH', currency: 'USD', points, isWhole: true };
const branch = {
  ...{ branchCode: 'NORTH', currency: 'USD', runs: [], nextCursor: null },
  ...figures,
  receipt: {
    runs: 2,
    corrections: 0,
    firstLandedAt: null,
    lastLandedAt: null,
    remerged: figures,
    min: null,
    max: null,
  },
};

it('files and corrections are told apart', () => {
  expect(sourcesInWords({ runs: 1, corrections: 0 })).toBe('1 file');
  expect(sourcesInWords({ runs: 41, corrections: 1 })).toBe('40 files and 1 correction');
  expect(sourcesInWords({ runs: 2000, corrections: 2 })).toBe('1,998 files and 2 corrections');
});

describe('the checks of a figure', () => {
  it('work it out from the files in the browser, exactly', () => {
    expect(merged(points)).toEqual({ ...figures, count: '4' });
    expect(merged([])).toBeUndefined();
  });

  it.each(['count', 'min', 'average', 'max', 'sum'] as const)('agree with the %s when all is well', (name) => {
    const checks = checksOf(name, branch, series);
    expect(checks.map(({ how }) => how)).toEqual(name === 'average' ? ['kept', 'here', 'quotient'] : ['kept', 'here']);
    expect(checks.every(({ agrees }) => agrees)).toBe(true);
  });

  it('find a kept figure that is wrong by a cent', () => {
    const wrong = { ...branch, sum: '10.12' };
    expect(checksOf('sum', wrong, series)).toEqual([
      { how: 'kept', value: '10.11', agrees: false },
      { how: 'here', value: '10.11', agrees: false },
    ]);
    expect(checksOf('average', wrong, series).at(-1)).toEqual({ how: 'quotient', value: '2.5300', agrees: false });
  });

  it('are not made in the browser while it does not know all files', () => {
    expect(checksOf('sum', branch, undefined).map(({ how }) => how)).toEqual(['kept']);
    expect(checksOf('sum', branch, { ...series, isWhole: false }).map(({ how }) => how)).toEqual(['kept']);
    expect(checksOf('sum', branch, { ...series, points: points.slice(1) }).map(({ how }) => how)).toEqual(['kept']);
  });
});
