import { minorUnits } from '../amounts/amount.ts';

export type ScaleKind = 'log' | 'linear';

/** Averages have four decimals, all other amounts fewer. */
const places = 4;
/** Positions are whole numbers from 0 to this: finer than any screen. */
export const rangeWidth = 10_000;

/** One scale for all bars. */
export interface RangeScale {
  readonly kind: ScaleKind;
  readonly low: string;
  readonly high: string;
  readonly position: (amount: string) => number;
}

/**
 * Where an amount is drawn on a scale from `low` to `high`. This is geometry, not money: an amount is reduced to a position
 * only after all exact work is done.
 */
export function rangeScale(kind: ScaleKind, low: string, high: string): RangeScale {
  const from = stretched(kind, low);
  const span = stretched(kind, high) - from;
  const position = (amount: string) => {
    if (span <= 0) return rangeWidth / 2;
    const share = (stretched(kind, amount) - from) / span;
    return Math.round(Math.min(1, Math.max(0, share)) * rangeWidth);
  };
  return { kind, low, high, position };
}

/**
 * An amount as a length. The logarithm is symmetric, since refunds are negative: it mirrors itself at zero and is linear
 * close to it, log(1 + |amount|), so that zero and cents have their places too.
 */
export function stretched(kind: ScaleKind, amount: string): number {
  const size = Number(minorUnits(amount, places)) / 10 ** places;
  return kind === 'linear' ? size : Math.sign(size) * Math.log1p(Math.abs(size));
}

/** Whether zero lies within the scale and is worth a mark. */
export function crossesZero({ low, high }: Pick<RangeScale, 'low' | 'high'>): boolean {
  return minorUnits(low, places) < 0n && minorUnits(high, places) > 0n;
}
