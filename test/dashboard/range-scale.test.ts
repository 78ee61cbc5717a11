import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossesZero, rangeScale, rangeWidth, stretched } from '../../dashboard/src/branches/range-scale.ts';

const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));

describe.each(['log', 'linear'] as const)('the %s scale', (kind) => {
  it('keeps the order of amounts and stays on the bar', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 3, maxLength: 3 }), (amounts) => {
        const [low, middle, high] = [...amounts].sort((a, b) => Number(a) - Number(b)) as [string, string, string];
        const { position } = rangeScale(kind, low, high);
        const places = [position(low), position(middle), position(high)];
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places.every((place) => place >= 0 && place <= rangeWidth)).toBe(true);
      }),
    );
  });

  it('draws the only amount there is in the middle', () => {
    expect(rangeScale(kind, '5.00', '5.00').position('5.00')).toBe(rangeWidth / 2);
  });

  it('mirrors itself at zero, so that refunds have their place', () => {
    fc.assert(
      fc.property(amount, (one) => {
        const opposite = one.startsWith('-') ? one.slice(1) : `-${one}`;
        expect(stretched(kind, opposite)).toBe(-stretched(kind, one) + 0);
      }),
    );
    expect(rangeScale(kind, '-100.00', '100.00').position('0')).toBe(rangeWidth / 2);
  });

  it('keeps what lies beyond its ends on the bar', () => {
    const { position } = rangeScale(kind, '1.00', '2.00');
    expect([position('-50.00'), position('50.00')]).toEqual([0, rangeWidth]);
  });
});

it('gives small amounts room on a logarithmic scale only', () => {
  const share = (kind: 'log' | 'linear') => rangeScale(kind, '0.00', '1000000.00').position('1000.00') / rangeWidth;
  expect(share('linear')).toBeCloseTo(0.001, 5);
  expect(share('log')).toBeCloseTo(0.5, 2);
});

it('marks zero only when there are amounts on both sides of it', () => {
  expect(crossesZero({ low: '-0.01', high: '0.01' })).toBe(true);
  expect(crossesZero({ low: '0.00', high: '9.00' })).toBe(false);
  expect(crossesZero({ low: '-9.00', high: '0.00' })).toBe(false);
});
