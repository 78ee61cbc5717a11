import { useMediaQuery } from '@mantine/hooks';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type FocusEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Branch, BranchSummary } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { rootFontSize } from '../layout/root-font-size.ts';
import { BranchHeadings } from './branch-headings.tsx';
import { BranchRow } from './branch-row.tsx';
import styles from './branch-table.module.css';
import type { BranchView, SortColumn } from './branch-view.ts';
import { widthsOf } from './columns.ts';
import type { RangeScale } from './range-scale.ts';

/** Browsers end at 17 to 33 million pixels of height; what would lie beyond can be found by searching or sorting. */
const tallest = 15_000_000;
/** Heights of a row in rem: in one line, and stacked where there is no room for that. As in the style sheet. */
const heights = { line: 2.125, stacked: 9.25 };
const rowsAhead = 12;

/** How far the lists of this visit were scrolled, so that one comes back to the same place. */
const scrolled = new Map<string, number>();

interface Props {
  view: BranchView;
  summary: BranchSummary;
  rowAt: (row: number) => Branch | undefined;
  scale: RangeScale;
  /** Older rows are shown while those of another view are on their way. */
  isStale: boolean;
  onSort: (column: SortColumn) => void;
  /** The rows that are in view or close to it. */
  onRows: (first: number, last: number) => void;
}

export function BranchTable({ view, summary, rowAt, scale, isStale, onSort, onRows }: Props) {
  const region = useRef<HTMLElement>(null);
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const rowHeight = (isNarrow ? heights.stacked : heights.line) * rootFontSize();
  const count = Math.min(summary.matching, Math.floor(tallest / rowHeight));
  const name = JSON.stringify(view);
  const [focused, setFocused] = useState<number>();
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => region.current,
    estimateSize: () => rowHeight,
    overscan: rowsAhead,
    initialOffset: () => scrolled.get(name) ?? 0,
    // A row that has the focus stays, or the focus would be lost with it.
    rangeExtractor: (range) => withRow(range, focused),
  });
  const rows = virtualizer.getVirtualItems();
  const first = rows.find(({ index }) => index !== focused)?.index ?? 0;
  const last = rows.findLast(({ index }) => index !== focused)?.index ?? 0;
  const widths = widthsOf(
    summary,
    rows.flatMap(({ index }) => rowAt(index) ?? []),
  );

  useEffect(() => onRows(first, last), [onRows, first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer keeps sizes that it has estimated before
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  useKeptScroll(region, name);

  const variables = {
    '--rows': count,
    ...Object.fromEntries(Object.entries(widths).map(([column, characters]) => [`--${column}`, `${characters}ch`])),
  } as CSSProperties;
  return (
    <>
      <DataRegion label="Branches" ref={region} className={styles['region'] ?? ''}>
        <table
          className={styles['table']}
          style={variables}
          aria-rowcount={summary.matching + 1}
          aria-busy={isStale}
          data-stale={isStale || undefined}
        >
          <caption className="visually-hidden">Figures per branch; the headings sort</caption>
          <thead>
            <BranchHeadings sort={view.sort} order={view.order} scale={scale} onSort={onSort} />
          </thead>
          <tbody
            style={{ height: virtualizer.getTotalSize() }}
            onFocus={(event) => setFocused(rowOf(event))}
            onBlur={() => setFocused(undefined)}
          >
            {rows.map(({ index, start }) => (
              <BranchRow key={index} branch={rowAt(index)} index={index} top={start} scale={scale} />
            ))}
          </tbody>
        </table>
      </DataRegion>
      {count < summary.matching && (
        <p className={styles['beyond']}>
          A list can be scrolled to its {new Intl.NumberFormat().format(count)}th branch. Search, sort the other way
          round, or download it for the rest.
        </p>
      )}
    </>
  );
}

function withRow(range: Range, row: number | undefined): number[] {
  const rows = defaultRangeExtractor(range);
  if (row === undefined || row >= range.count || rows.includes(row)) return rows;
  return [...rows, row].sort((one, other) => one - other);
}

function rowOf(event: FocusEvent): number | undefined {
  const index = event.target.closest<HTMLElement>('tr[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}

/** Another view begins at its top, or where it was left. */
function useKeptScroll(region: { readonly current: HTMLElement | null }, name: string): void {
  const shown = useRef(name);
  useLayoutEffect(() => {
    const element = region.current;
    if (!element) return;
    if (shown.current !== name) {
      shown.current = name;
      element.scrollTop = 0;
    }
    const keep = () => scrolled.set(name, element.scrollTop);
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [region, name]);
}
