import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { formatAmount, formatCount } from '../amounts/amount.ts';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchSeries } from '../api/client.ts';
import type { ScaleKind } from '../branches/range-scale.ts';
import { formatMoment, Moment } from '../layout/moment.tsx';
import { rootFontSize } from '../layout/root-font-size.ts';
import { formatTick } from './axis-ticks.ts';
import styles from './branch-chart.module.css';
import { amountsPlot, barsPlot, type Point } from './chart-data.ts';
import { PlotView } from './plot-view.tsx';

/** In rem. */
const heights = { amounts: 15, bars: 6, bottom: 1.25 };
const characterWidth = 0.47;

interface Props {
  series: BranchSeries;
  kind: ScaleKind;
}

/**
 * The figures from file to file: the band from minimum to maximum with the average, then total and count. One file is
 * looked at; the pointer or the arrow keys choose it, and its exact figures stand in words below.
 */
export function BranchChart({ series: { points }, kind }: Props) {
  const { ref, width } = useElementSize();
  const rem = rootFontSize();
  const newest = points.length - 1;
  const [chosen, setChosen] = useState<number>();
  const place = Math.min(chosen ?? newest, newest);
  const amounts = useMemo(() => amountsPlot(points, kind), [points, kind]);
  const totals = useMemo(
    () =>
      barsPlot(
        points.map(({ sum }) => sum),
        kind,
      ),
    [points, kind],
  );
  const counts = useMemo(
    () =>
      barsPlot(
        points.map(({ count }) => String(count)),
        kind,
      ),
    [points, kind],
  );
  const axisWidth = useMemo(() => {
    const labels = [amounts, totals, counts].flatMap(({ ticks }) => ticks.map(({ amount }) => formatTick(amount)));
    return rem * (1 + characterWidth * Math.max(...labels.map((label) => label.length)));
  }, [amounts, totals, counts, rem]);
  const placeLabel = useCallback((at: number) => dayOf(points[at]), [points]);
  const point = points[place];
  if (!point) return null;
  const common = { width, rem, axisWidth, tickLabel: formatTick, place, onPlace: setChosen };
  return (
    <figure className={styles['chart']}>
      <div
        ref={ref}
        className={styles['plots']}
        role="slider"
        tabIndex={0}
        aria-label="File whose figures are told"
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={place + 1}
        aria-valuetext={inWords(point)}
        onKeyDown={(event) => {
          const next = placeAfter(event, place, newest);
          if (next !== undefined) setChosen(next);
        }}
      >
        <h3 className={styles['title']}>
          Minimum, <span className={styles['average']}>average</span> and maximum
        </h3>
        <PlotView {...common} data={amounts} kind="band" height={heights.amounts * rem} />
        <h3 className={styles['title']}>Total</h3>
        <PlotView {...common} data={totals} kind="bars" height={heights.bars * rem} />
        <h3 className={styles['title']}>Count</h3>
        <PlotView
          {...common}
          data={counts}
          kind="bars"
          height={(heights.bars + heights.bottom) * rem}
          placeLabel={placeLabel}
        />
      </div>
      <figcaption className={styles['told']}>
        <Told point={point} />
      </figcaption>
    </figure>
  );
}

function Told({ point }: { point: Point }) {
  return (
    <>
      <span>
        <Link href={`/runs/${point.runId}`}>
          {kindOf(point)} of <Moment at={point.landedAt} />
        </Link>
      </span>
      <span>
        count <Count value={point.count} />
      </span>
      <span>
        minimum <Amount value={point.min} />
      </span>
      <span>
        average <Amount value={point.average} />
      </span>
      <span>
        maximum <Amount value={point.max} />
      </span>
      <span>
        total <Amount value={point.sum} />
      </span>
    </>
  );
}

function inWords(point: Point): string {
  const { landedAt, count, min, average, max, sum } = point;
  const amounts = `minimum ${formatAmount(min)}, average ${formatAmount(average)}, maximum ${formatAmount(max)}`;
  return `${kindOf(point)} landed ${formatMoment(landedAt)}: count ${formatCount(count)}, ${amounts}, total ${formatAmount(sum)}`;
}

function kindOf({ corrects }: Point): string {
  return corrects ? 'Correction' : 'File';
}

function dayOf(point: Point | undefined): string {
  return point ? new Date(point.landedAt).toLocaleDateString(undefined, { dateStyle: 'medium' }) : '';
}

/** As sliders are used: arrows by one, Page keys by a tenth, Home and End to the ends. */
export function placeAfter(event: KeyboardEvent, place: number, last: number): number | undefined {
  const tenth = Math.max(1, Math.round(last / 10));
  const steps: Record<string, number> = {
    ArrowLeft: place - 1,
    ArrowDown: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place + 1,
    PageDown: place - tenth,
    PageUp: place + tenth,
    Home: 0,
    End: last,
  };
  const next = steps[event.key];
  if (next === undefined) return undefined;
  event.preventDefault();
  return Math.min(last, Math.max(0, next));
}
