import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, minorUnits } from '../../dashboard/src/amounts/amount.ts';

const amount = fc
  .record({ units: fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }), scale: fc.constantFrom(2, 4) })
  .map(({ units, scale }) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });

/** What a reader sees, back as a decimal string: the locale's own separators and digits undone. */
function parsed(text: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(-12345.6);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210n)].reverse();
  const plain = text.replaceAll(of('group'), '').replace(of('decimal'), '.').replace(of('minusSign'), '-');
  return [...plain].map((sign) => (digits.includes(sign) ? String(digits.indexOf(sign)) : sign)).join('');
}

describe('an amount on the screen', () => {
  it.each(['en-US', 'de-DE', 'en-IN', 'fr-CH', 'ar-EG'])('parses back to exactly the same amount in %s', (locale) => {
    fc.assert(
      fc.property(amount, (exact) => {
        expect(parsed(formatAmount(exact, locale), locale).replace(/[\u200e\u200f\u061c]/g, '')).toBe(exact);
      }),
    );
  });

  it('keeps its decimal places and its currency code', () => {
    expect(formatAmount('1234567890123456789.10', 'en-US', 'USD')).toBe('USD\u00a01,234,567,890,123,456,789.10');
    expect(formatAmount('-0.05', 'en-US')).toBe('-0.05');
  });

  it('is refused when it is not a decimal', () => {
    expect(() => formatAmount('NaN')).toThrow(/not a decimal/);
    expect(() => formatAmount('1e5')).toThrow(/not a decimal/);
  });

  it('compares exactly through whole units', () => {
    expect(minorUnits('-1.5', 4)).toBe(-15000n);
    expect(minorUnits('9007199254740993.01', 2)).toBe(900719925474099301n);
  });
});
