import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnits } from '../../dashboard/src/amounts/amount.ts';
import { axisTicks, formatTick } from '../../dashboard/src/branch/axis-ticks.ts';
import { amountsPlot, barsPlot, extremes, labelledPlaces } from '../../dashboard/src/branch/chart-data.ts';

const cents = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
const amountOf = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const labels = (kind: 'log' | 'linear', low: string, high: string, most: number) =>
  axisTicks(kind, low, high, most).map(({ amount }) => amount);

describe('the ticks of an axis', () => {
  it('are round, in order, within the ends, and no more than there is room for', () => {
    const most = fc.integer({ min: 2, max: 9 });
    fc.assert(
      fc.property(fc.constantFrom('log', 'linear'), cents, cents, most, (kind, one, other, room) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const ticks = axisTicks(kind, amountOf(low), amountOf(high), room);
        const units = ticks.map(({ amount }) => minorUnits(amount, 4));
        expect(ticks.length).toBeLessThanOrEqual(room);
        expect(units.every((unit) => unit >= low * 100n && unit <= high * 100n)).toBe(true);
        expect(units).toEqual([...units].sort((a, b) => (a < b ? -1 : 1)));
        expect(new Set(units).size).toBe(units.length);
        const positions = ticks.map(({ position }) => position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }),
    );
  });

  it('step by 1, 2 or 5 times a power of ten on a linear scale', () => {
    expect(labels('linear', '-3.00', '9.50', 7)).toEqual(['-2', '0', '2', '4', '6', '8']);
    expect(labels('linear', '0.00', '1000000.00', 3)).toEqual(['0', '500000', '1000000']);
    expect(labels('linear', '0.01', '0.04', 6)).toEqual(['0.01', '0.02', '0.03', '0.04']);
    expect(labels('linear', '5.00', '5.00', 6)).toEqual(['5']);
  });

  it('are zero and powers of ten on a logarithmic scale, the greatest among them', () => {
    expect(labels('log', '-20.00', '5000.00', 9)).toEqual(['-10', '-1', '0', '1', '10', '100', '1000']);
    expect(labels('log', '0.00', '5000000.00', 5)).toEqual(['0', '100', '10000', '1000000']);
    expect(labels('log', '10.00', '40.00', 4)).toEqual(['10', '20', '30', '40']);
    expect(labels('log', '-7.00', '5.50', 7)).toEqual(['-6', '-4', '-2', '0', '2', '4']);
  });

  it('are written short, but not rounded', () => {
    expect(formatTick('2500000', 'en-US')).toBe('2.5M');
    expect(formatTick('1234567', 'en-US')).toBe('1.234567M');
    expect(formatTick('-0.05', 'en-US')).toBe('-0.05');
    expect(formatTick('500000', 'de-DE')).toBe('500.000');
  });
});

const point = (min: string, average: string, max: string, sum = '1.00', count = 1) => ({
  runId: '',
  corrects: null,
  landedAt: '2026-03-01T00:00:00.000Z',
  ...{ count, min, average, max, sum },
});

describe('what a plot draws', () => {
  const points = [point('-1.00', '2.0000', '30.00'), point('5.00', '6.0000', '7.00')];

  it('are minimum, average and maximum of each file in the order of landing, with room around them', () => {
    const plot = amountsPlot(points, 'linear');
    expect(plot.columns).toEqual([
      [0, 1],
      [-1, 5],
      [2, 6],
      [30, 7],
    ]);
    expect([plot.low < -1, plot.high > 30]).toEqual([true, true]);
  });

  it('has its lines one within the other on either scale', () => {
    for (const kind of ['log', 'linear'] as const) {
      const [, min = [], average = [], max = []] = amountsPlot(points, kind).columns;
      for (const index of [0, 1]) {
        expect(min[index]).toBeLessThan(average[index] ?? Number.NaN);
        expect(average[index]).toBeLessThan(max[index] ?? Number.NaN);
      }
    }
  });

  it('are bars that stand on zero, upwards and downwards', () => {
    expect(barsPlot(['10.00', '20.00'], 'linear')).toMatchObject({
      low: 0,
      columns: [
        [0, 1],
        [10, 20],
      ],
    });
    const refunds = barsPlot(['-10.00', '20.00'], 'linear');
    expect([refunds.low < -10, refunds.high > 20]).toEqual([true, true]);
    expect(barsPlot(['-10.00'], 'linear').high).toBe(0);
  });

  it('has some height when all amounts are alike', () => {
    const { low, high } = amountsPlot([point('5.00', '5.0000', '5.00')], 'log');
    expect(high).toBeGreaterThan(low);
  });

  it('finds extremes that a float could not tell apart', () => {
    expect(extremes(['9007199254740993.01', '9007199254740993.02', '9007199254740993.00'])).toEqual([
      '9007199254740993.00',
      '9007199254740993.02',
    ]);
  });

  it('is labelled at evenly spread places, the first one included', () => {
    expect(labelledPlaces(10, 4)).toEqual([0, 3, 6, 9]);
    expect(labelledPlaces(3, 8)).toEqual([0, 1, 2]);
    expect(labelledPlaces(1, 0)).toEqual([0]);
  });
});
