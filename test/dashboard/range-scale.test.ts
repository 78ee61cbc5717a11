import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeScale, rangeWidth } from '../../dashboard/src/branches/range-scale.ts';

const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));

describe.each(['log', 'linear'] as const)('the %s scale', (kind) => {
  it('keeps the order of amounts and stays on the bar', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 3, maxLength: 3 }), (amounts) => {
        const [low, middle, high] = [...amounts].sort((a, b) => Number(a) - Number(b)) as [string, string, string];
        const position = rangeScale(kind, low, high);
        const places = [position(low), position(middle), position(high)];
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places.every((place) => place >= 0 && place <= rangeWidth)).toBe(true);
      }),
    );
  });

  it('draws the only amount there is in the middle', () => {
    expect(rangeScale(kind, '5.00', '5.00')('5.00')).toBe(rangeWidth / 2);
  });
});
