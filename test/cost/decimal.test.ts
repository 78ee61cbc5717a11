import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../cost/decimal.ts';

describe('a decimal number', () => {
  it('adds what a float cannot', () => {
    expect(Decimal.of('0.1').plus(Decimal.of('0.2')).toString()).toBe('0.3');
  });

  it('multiplies the smallest price by the largest quantity and keeps every digit', () => {
    expect(Decimal.of('0.0000133334').times('123456789012345.678901').toString()).toBe('1646098750.6172098750585934');
  });

  it('keeps the zeros of whole numbers and drops those behind the point', () => {
    expect(['100', '1.500', '0.00', '10.0'].map((text) => Decimal.of(text).toString())).toEqual([
      '100',
      '1.5',
      '0',
      '10',
    ]);
  });

  it('divides upwards, so that a bill is never told too low', () => {
    expect(Decimal.of(1).over(3, 2).toString()).toBe('0.34');
    expect(Decimal.of(6).over(3, 2).toString()).toBe('2');
  });

  it('is rounded half up for people', () => {
    expect(['0.125', '0.1249', '2'].map((text) => Decimal.of(text).toFixed(2))).toEqual(['0.13', '0.12', '2.00']);
  });

  it('is never less than nothing after an allowance', () => {
    expect(Decimal.of('2.5').lessAllowance(Decimal.of(3)).toString()).toBe('0');
    expect(Decimal.of('3.5').lessAllowance(Decimal.of(3)).toString()).toBe('0.5');
  });

  it('takes nothing that is no decimal number', () => {
    expect(() => Decimal.of('1e3')).toThrow('"1e3" is no decimal number');
    expect(() => Decimal.of('-1')).toThrow('no decimal number');
  });

  it('reckons as whole numbers do, whatever its places', () => {
    const amount = fc.record({
      digits: fc.bigInt({ min: 0n, max: 10n ** 18n }),
      places: fc.integer({ min: 0, max: 9 }),
    });
    const written = ({ digits, places }: { digits: bigint; places: number }): string => {
      const text = digits.toString().padStart(places + 1, '0');
      return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    };
    const scaled = ({ digits, places }: { digits: bigint; places: number }): bigint =>
      digits * 10n ** BigInt(9 - places);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const sum = Decimal.of(written(a)).plus(Decimal.of(written(b)));
        expect(sum.times(10 ** 9).toString()).toBe((scaled(a) + scaled(b)).toString());
        const product = Decimal.of(written(a)).times(Decimal.of(written(b)));
        expect(
          product
            .times(10 ** 9)
            .times(10 ** 9)
            .toString(),
        ).toBe((scaled(a) * scaled(b)).toString());
      }),
    );
  });
});
