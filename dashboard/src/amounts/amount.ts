/**
 * Amounts arrive as decimal strings and are shown as such: an amount is never turned into a floating-point number.
 * `Intl.NumberFormat` formats a decimal string exactly, so only the separators and signs are the locale's.
 */

const decimal = /^-?\d+(?:\.\d+)?$/;

/** Decimal places of a decimal string: '12.50' has two. */
export function scaleOf(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/**
 * Formats a decimal string for the eye, with exactly its own decimal places.
 * @throws RangeError when the text is not a decimal string.
 */
export function formatAmount(amount: string, locale?: string, currency?: string): string {
  if (!decimal.test(amount)) throw new RangeError(`"${amount}" is not a decimal amount`);
  const scale = scaleOf(amount);
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
    ...(currency ? { style: 'currency', currency, currencyDisplay: 'code' } : {}),
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** Formats a count of rows or files. */
export function formatCount(count: number | bigint, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** The amount in units of its last shown place, for comparing and for drawing: '1.50' at scale 4 is 15000n. */
export function minorUnits(amount: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  return amount.startsWith('-') ? -units : units;
}
