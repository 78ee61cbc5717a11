import { minorUnits } from '../amounts/amount.ts';
import { type ScaleKind, stretched } from '../branches/range-scale.ts';

/** A mark on an axis: a round amount, exactly, and where it is drawn. */
export interface Tick {
  readonly amount: string;
  readonly position: number;
}

const places = 4;
const one = 10n ** BigInt(places);

/**
 * Round amounts from `low` to `high`, at most `most` of them: powers of ten and zero on a logarithmic scale, and steps of 1,
 * 2 or 5 times a power of ten on a linear one, or where few powers of ten are in sight. They are worked out in whole units,
 * so that the label of an axis is as exact as any other amount.
 */
export function axisTicks(kind: ScaleKind, low: string, high: string, most: number): Tick[] {
  const [from, to] = [minorUnits(low, places), minorUnits(high, places)];
  const powers = kind === 'log' ? powersOfTen(from, to) : [];
  const reachFar = powers.length >= 3 && powers.some((power) => digitsOf(power) >= digitsOf(100n * one));
  const units = reachFar ? thinned(powers, most) : steps(from, to, most);
  return units.map((unit) => {
    const amount = decimalOf(unit);
    return { amount, position: stretched(kind, amount) };
  });
}

function powersOfTen(from: bigint, to: bigint): bigint[] {
  const powers: bigint[] = [];
  const farthest = from < 0n && -from > to ? -from : to;
  for (let power = one; power <= farthest; power *= 10n) powers.push(power);
  const all = [...powers.map((power) => -power).reverse(), 0n, ...powers];
  return all.filter((power) => power >= from && power <= to);
}

/** Zero, and every second or third … power of ten, counted from the greatest; 1 is too close to zero for a label then. */
function thinned(powers: readonly bigint[], most: number): bigint[] {
  if (powers.length <= most) return [...powers];
  const greatest = Math.max(...powers.map(digitsOf));
  const distant = powers.includes(0n) ? powers.filter((power) => power !== one && power !== -one) : powers;
  for (let every = 1; every <= greatest; every += 1) {
    const left = distant.filter((power) => power === 0n || (greatest - digitsOf(power)) % every === 0);
    if (left.length <= most) return left;
  }
  return powers.slice(-most);
}

const digitsOf = (units: bigint): number => String(units).replace('-', '').length;

function steps(from: bigint, to: bigint, most: number): bigint[] {
  const step = roundStep(to - from, BigInt(Math.max(most, 1)));
  const marks: bigint[] = [];
  for (let mark = ceilTo(from, step); mark <= to; mark += step) marks.push(mark);
  return marks;
}

/** The least 1, 2 or 5 times a power of ten of which no more than `most` fit in. */
function roundStep(span: bigint, most: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    for (const times of [1n, 2n, 5n]) {
      if (span / (power * times) < most) return power * times;
    }
  }
}

function ceilTo(value: bigint, step: bigint): bigint {
  const rest = value % step;
  return rest > 0n ? value - rest + step : value - rest;
}

/** Units of 10^-4 as a decimal string without needless zeros. */
function decimalOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction && `.${fraction}`}`;
}

/** As short as it can be without rounding: '2.5M'. */
export function formatTick(amount: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 20 });
  return format.format(amount as Intl.StringNumericLiteral);
}
