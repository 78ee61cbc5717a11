/**
 * Amounts arrive as decimal strings and are shown as such: an amount is never turned into a floating-point number. The
 * locale gives separators, signs and digits; the digits themselves come from the string.
 */

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Decimal places of a decimal string: '12.50' has two. */
export function scaleOf(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/**
 * Formats a decimal string for the eye, with exactly its own decimal places. Only the whole part goes through
 * `Intl.NumberFormat`, as a bigint: browsers that do not know its newer way with strings would round those.
 *
 * @throws RangeError when the text is not a decimal string.
 */
export function formatAmount(amount: string, locale?: string, currency?: string): string {
  const [matched, sign, whole = '', fraction = ''] = decimal.exec(amount) ?? [];
  if (matched === undefined) throw new RangeError(`"${amount}" is not a decimal amount`);
  const size = BigInt(whole);
  // A bigint has no negative zero; what is drawn for 1 has the sign of '-0.05' in its right place.
  const negativeZero = sign === '-' && size === 0n;
  const drawn = negativeZero ? -1n : sign === '-' ? -size : size;
  return formatOf(locale, fraction.length, currency)
    .formatToParts(drawn)
    .map(({ type, value }) => {
      if (type === 'fraction') return inDigitsOf(locale, fraction);
      return negativeZero && type === 'integer' ? inDigitsOf(locale, '0') : value;
    })
    .join('');
}

/** Formats a count of rows or files. */
export function formatCount(count: number | bigint, locale?: string): string {
  return formatOf(locale, 0).format(count);
}

/** The amount in units of its last shown place, for comparing and for drawing: '1.50' at scale 4 is 15000n. */
export function minorUnits(amount: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  return amount.startsWith('-') ? -units : units;
}

/** Making a format takes longer than a hundred uses of it, and a screen full of figures needs only a few. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string | undefined, places: number, currency?: string): Intl.NumberFormat {
  const key = `${locale} ${places} ${currency}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      ...(currency ? { style: 'currency', currency, currencyDisplay: 'code' } : {}),
    });
    formats.set(key, format);
  }
  return format;
}

const digits = new Map<string | undefined, readonly string[]>();

/** Writes ASCII digits in the locale's own: '05' is '٠٥' in Egypt. */
function inDigitsOf(locale: string | undefined, text: string): string {
  let own = digits.get(locale);
  if (own === undefined) {
    const format = new Intl.NumberFormat(locale, { useGrouping: false });
    own = Array.from({ length: 10 }, (_, digit) => format.format(digit));
    digits.set(locale, own);
  }
  const ownDigits = own;
  return [...text].map((digit) => ownDigits[Number(digit)]).join('');
}
