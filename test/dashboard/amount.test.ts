import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, formatCount, minorUnits, scaleOf } from '../../dashboard/src/amounts/amount.ts';
import { parsedAmount } from './parsed-amount.ts';

/** Grouping by threes and by lakhs, groups that begin late, other digits, other minus signs, marks of direction. */
const locales = [
  'en-US',
  'en-IN',
  'de-DE',
  'de-CH',
  'fr-FR',
  'es-ES',
  'pl-PL',
  'sv-SE',
  'ar-EG',
  'fa-IR',
  'mr-IN',
  'ja-JP',
];

const amount = fc
  .record({
    size: fc.bigInt({ min: 0n, max: 10n ** 60n }),
    negative: fc.boolean(),
    scale: fc.integer({ min: 0, max: 18 }),
  })
  .map(({ size, negative, scale }) => {
    const digits = size.toString().padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
  })
  .filter((text) => text !== '-0');

describe.each(locales)('an amount on the screen in %s', (locale) => {
  it('parses back to exactly the same amount, of either sign, any size and any scale', () => {
    fc.assert(
      fc.property(amount, (exact) => {
        expect(parsedAmount(formatAmount(exact, locale), locale)).toBe(exact);
      }),
    );
  });

  it('does so with its currency', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('EUR', 'JPY', 'KWD'), (exact, currency) => {
        const shown = formatAmount(exact, locale, currency);
        expect(shown).toContain(currency);
        expect(parsedAmount(shown.replace(currency, ''), locale)).toBe(exact);
      }),
    );
  });

  it('is what a browser that knows decimal strings would show', () => {
    fc.assert(
      fc.property(amount, (exact) => {
        const places = { minimumFractionDigits: scaleOf(exact), maximumFractionDigits: scaleOf(exact) };
        const theirs = new Intl.NumberFormat(locale, places).format(exact as Intl.StringNumericLiteral);
        expect(formatAmount(exact, locale)).toBe(theirs);
      }),
    );
  });

  it('counts beyond what a float holds stay exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (count) => {
        expect(parsedAmount(formatCount(count, locale), locale)).toBe(String(count));
      }),
    );
  });
});

describe('an amount', () => {
  it('keeps its decimal places and its currency code', () => {
    expect(formatAmount('1234567890123456789.10', 'en-US', 'USD')).toBe('USD\u00a01,234,567,890,123,456,789.10');
    expect(formatAmount('-0.05', 'en-US')).toBe('-0.05');
    expect(formatAmount('-0.05', 'de-DE', 'EUR')).toBe('-0,05\u00a0EUR');
  });

  it.each(['NaN', '1e5', '', '1.', '.5', '+1', '1,5', ' 1', '0x10'])(
    'is refused when it is not a decimal: "%s"',
    (text) => {
      expect(() => formatAmount(text)).toThrow(/not a decimal/);
    },
  );

  it('compares exactly through whole units', () => {
    expect(minorUnits('-1.5', 4)).toBe(-15000n);
    expect(minorUnits('9007199254740993.01', 2)).toBe(900719925474099301n);
  });
});
