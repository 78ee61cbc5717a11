import { minorUnits } from '../amounts/amount.ts';
import type { BranchSeries } from '../api/client.ts';
import { type ScaleKind, stretched } from '../branches/range-scale.ts';
import { axisTicks, type Tick } from './axis-ticks.ts';

export type Point = BranchSeries['points'][number];

/** What one plot draws: lengths, which are floats for pixels only, and an axis whose labels are exact. */
export interface PlotData {
  /** Places of the files, then one list of lengths for each line. */
  readonly columns: [number[], ...number[][]];
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

/** Free room above and below the lines, as a share of the height. */
const margin = 0.06;
const mostTicks = { amounts: 6, bars: 3 };

/** The band from minimum to maximum with the average in it. */
export function amountsPlot(points: readonly Point[], kind: ScaleKind): PlotData {
  const lines = [points.map(({ min }) => min), points.map(({ average }) => average), points.map(({ max }) => max)];
  return plotOf(lines, kind, { mostTicks: mostTicks.amounts, fromZero: false });
}

/** Bars that stand on zero. */
export function barsPlot(amounts: readonly string[], kind: ScaleKind): PlotData {
  return plotOf([amounts], kind, { mostTicks: mostTicks.bars, fromZero: true });
}

function plotOf(
  lines: readonly (readonly string[])[],
  kind: ScaleKind,
  { mostTicks: most, fromZero }: { mostTicks: number; fromZero: boolean },
): PlotData {
  const [least, greatest] = extremes([...lines.flat(), ...(fromZero ? ['0'] : [])]);
  const [low, high] = [stretched(kind, least), stretched(kind, greatest)];
  const room = (high - low) * margin || 1;
  return {
    columns: [
      lines[0]?.map((_, index) => index) ?? [],
      ...lines.map((line) => line.map((one) => stretched(kind, one))),
    ],
    low: fromZero && low === 0 ? 0 : low - room,
    high: fromZero && high === 0 ? 0 : high + room,
    ticks: axisTicks(kind, least, greatest, most),
  };
}

/** Exactly the least and the greatest amount. */
export function extremes(amounts: readonly string[]): [string, string] {
  const by = (better: (difference: bigint) => boolean) =>
    amounts.reduce((best, one) => (better(minorUnits(one, 4) - minorUnits(best, 4)) ? one : best), amounts[0] ?? '0');
  return [by((difference) => difference < 0n), by((difference) => difference > 0n)];
}

/** Indices at which the time of landing is written below the plots: evenly spread, the first one included. */
export function labelledPlaces(count: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}
