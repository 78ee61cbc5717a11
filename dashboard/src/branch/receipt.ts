import { formatCount, minorUnits } from '../amounts/amount.ts';
import type { BranchDetail, BranchSeries } from '../api/client.ts';

export const figureNames = ['count', 'min', 'average', 'max', 'sum'] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Pick<BranchSeries['points'][number], FigureName>;

/** '39 files and 1 correction': the runs behind the merged figures. */
export function sourcesInWords({ runs, corrections }: { runs: number; corrections: number }): string {
  const several = (count: number, one: string) => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;
  const files = several(runs - corrections, 'file');
  return corrections === 0 ? files : `${files} and ${several(corrections, 'correction')}`;
}

/** One way in which a figure was worked out again, and whether that gave the same. */
export interface Check {
  readonly how: 'kept' | 'here' | 'quotient';
  readonly value: string;
  readonly agrees: boolean;
}

/**
 * Works a merged figure out again: by the database from the runs (`kept`: against what is kept), here from the series when
 * that is whole (`here`), and the average here from total and count (`quotient`). Compares exactly.
 */
export function checksOf(name: FigureName, branch: BranchDetail, series: BranchSeries | undefined): Check[] {
  const shown = branch[name];
  if (shown === null) return [];
  const check = (how: Check['how'], value: string | number): Check => ({
    how,
    value: String(value),
    agrees: String(value) === String(shown),
  });
  const { receipt } = branch;
  const here = receipt && series?.isWhole && series.points.length === receipt.runs ? merged(series.points) : undefined;
  return [
    ...(receipt?.remerged ? [check('kept', receipt.remerged[name])] : []),
    ...(here ? [check('here', here[name])] : []),
    ...(name === 'average' ? [check('quotient', averageOf(branch.sum, BigInt(branch.count)))] : []),
  ];
}

/** Merges the figures of runs, exactly. Undefined when there are none. */
export function merged(points: readonly Figures[]): Record<FigureName, string> | undefined {
  const [first] = points;
  if (!first) return undefined;
  const count = points.reduce((total, point) => total + BigInt(point.count), 0n);
  const sum = centsText(points.reduce((total, point) => total + minorUnits(point.sum, 2), 0n));
  const best = (name: 'min' | 'max', isBetter: (one: bigint, other: bigint) => boolean) =>
    points.reduce(
      (known, point) => (isBetter(minorUnits(point[name], 2), minorUnits(known, 2)) ? point[name] : known),
      first[name],
    );
  return {
    count: String(count),
    min: best('min', (one, other) => one < other),
    average: averageOf(sum, count),
    max: best('max', (one, other) => one > other),
    sum,
  };
}

/** sum / count, rounded half-even to four decimals, in whole numbers. */
export function averageOf(sum: string, count: bigint): string {
  const units = minorUnits(sum, 4);
  const size = units < 0n ? -units : units;
  const [quotient, twiceRest] = [size / count, (size % count) * 2n];
  const up = twiceRest > count || (twiceRest === count && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return decimal(units < 0n ? -rounded : rounded, 4);
}

const centsText = (cents: bigint) => decimal(cents, 2);

function decimal(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
