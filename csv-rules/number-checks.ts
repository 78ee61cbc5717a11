import { isDigit } from './calendar-text.ts';
import type { DecimalColumn, IntegerColumn } from './columns.ts';
import type { FieldCheck } from './field-checks.ts';
import { decoded } from './utf8.ts';

const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
const zero = 0x30;
const mostIntegerDigits = 19;
const least64 = -(2n ** 63n);
const most64 = 2n ** 63n - 1n;

/** Optional `+` or `-`, then 1 to 19 digits; a number of 64 bits within the column's range. */
export function integerCheck(column: IntegerColumn): FieldCheck {
  const inRange = range(column, 0);
  return (bytes, from, to) => {
    const start = afterSign(bytes, from);
    const digits = endOfDigits(bytes, start, to) - start;
    if (digits === 0 || start + digits !== to || digits > mostIntegerDigits) return 'bad-integer';
    if (digits < mostIntegerDigits && inRange === null) return null;
    const value = signed(bytes, from, BigInt(decoded(bytes, start, to)));
    if (value < least64 || value > most64) return 'bad-integer';
    return inRange === null || inRange(value) ? null : 'out-of-range';
  };
}

/**
 * Optional `+` or `-`, 1 to precision - scale digits, optionally `.` and 1 to scale digits; within the column's range.
 * When precision equals scale, one zero may stand before the point.
 */
export function decimalCheck(column: DecimalColumn): FieldCheck {
  const { precision, scale } = column;
  const inRange = range(column, scale);
  return (bytes, from, to) => {
    const start = afterSign(bytes, from);
    const wholeEnd = endOfDigits(bytes, start, to);
    const whole = wholeEnd - start;
    const dotted = wholeEnd < to && bytes[wholeEnd] === point;
    const end = dotted ? endOfDigits(bytes, wholeEnd + 1, to) : wholeEnd;
    const decimals = dotted ? end - wholeEnd - 1 : 0;
    const fits = precision === scale ? whole === 1 && bytes[start] === zero : whole >= 1 && whole <= precision - scale;
    if (end !== to || !fits || decimals > scale || (dotted && decimals === 0)) return 'bad-decimal';
    if (inRange === null) return null;
    const digits = decoded(bytes, start, wholeEnd) + (dotted ? decoded(bytes, wholeEnd + 1, end) : '');
    return inRange(signed(bytes, from, BigInt(digits.padEnd(whole + scale, '0')))) ? null : 'out-of-range';
  };
}

function afterSign(bytes: Uint8Array, from: number): number {
  return bytes[from] === minus || bytes[from] === plus ? from + 1 : from;
}

function endOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  return at;
}

function signed(bytes: Uint8Array, from: number, value: bigint): bigint {
  return bytes[from] === minus ? -value : value;
}

interface Limits {
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
}

/** Whether an unscaled value lies between the limits, both included; null when there are none. */
function range({ minimum, maximum }: Limits, scale: number): ((unscaled: bigint) => boolean) | null {
  if (minimum === undefined && maximum === undefined) return null;
  const least = minimum === undefined ? null : -floorAt(negated(minimum), scale);
  const most = maximum === undefined ? null : floorAt(maximum, scale);
  return (unscaled) => (least === null || unscaled >= least) && (most === null || unscaled <= most);
}

function negated(decimal: string): string {
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}

/** The greatest whole number of units of the last place that is not above the decimal. */
function floorAt(decimal: string, scale: number): bigint {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  const cutOff = /[1-9]/.test(fraction.slice(scale));
  return negative ? -units - (cutOff ? 1n : 0n) : units;
}
