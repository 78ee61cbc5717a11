import type { ApiUnderTest } from './api-under-test.ts';

/** What a file says about one branch, in cents. */
export interface BranchCents {
  readonly branchCode: string;
  readonly count: number;
  readonly min: bigint;
  readonly max: bigint;
  readonly sum: bigint;
}

/** Cents as a decimal string with two decimals. */
export function amountOf(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Lands a file with these figures and brings its run to its end. */
export function land(api: ApiUnderTest, key: string, branches: readonly BranchCents[]): Promise<string> {
  const figures = branches.map(({ branchCode, count, min, max, sum }) => ({
    branchCode,
    count,
    min: amountOf(min),
    max: amountOf(max),
    sum: amountOf(sum),
  }));
  return api.pipeline.land(key, ['1'], key, figures);
}

/** sum / count in ten-thousandths, half-even, in whole numbers: an independent telling of the rule. */
export function averageOf(sumCents: bigint, count: bigint): string {
  const twice = sumCents * 200n;
  // Twice the value, rounded down; an odd result with no rest is a tie.
  const floor = divideDown(twice, count);
  const isTie = floor * count === twice && isOdd(floor);
  const below = divideDown(floor, 2n);
  const nearest = isTie ? below + (isOdd(below) ? 1n : 0n) : divideDown(floor + 1n, 2n);
  const digits = (nearest < 0n ? -nearest : nearest).toString().padStart(5, '0');
  return `${nearest < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const isOdd = (value: bigint): boolean => value % 2n !== 0n;

const divideDown = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return quotient * by > value ? quotient - 1n : quotient;
};
