import { minorUnits } from '../amounts/amount.ts';

export type ScaleKind = 'log' | 'linear';

const places = 4;
/** Positions are whole numbers from 0 to this: finer than any screen. */
export const rangeWidth = 10_000;

/**
 * Where an amount is drawn on a scale shared by all bars. This is geometry, not money: an amount is reduced to a position
 * only after all exact work is done. The logarithm is signed and begins linearly at zero, since refunds are negative.
 */
export function rangeScale(kind: ScaleKind, low: string, high: string): (amount: string) => number {
  const from = stretch(kind, minorUnits(low, places));
  const to = stretch(kind, minorUnits(high, places));
  const span = to - from;
  return (amount) => {
    if (span <= 0) return rangeWidth / 2;
    const share = (stretch(kind, minorUnits(amount, places)) - from) / span;
    return Math.round(Math.min(1, Math.max(0, share)) * rangeWidth);
  };
}

function stretch(kind: ScaleKind, units: bigint): number {
  const size = Number(units);
  if (kind === 'linear') return size;
  return Math.sign(size) * Math.log1p(Math.abs(size) / 10 ** places);
}
