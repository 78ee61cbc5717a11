import { useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, useEffect, useRef } from 'react';
import type { Branch, BranchSummary } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { rootFontSize } from '../layout/root-font-size.ts';
import { mostRows, useVirtualRows } from '../lists/use-virtual-rows.ts';
import { BranchHeadings } from './branch-headings.tsx';
import { BranchRow } from './branch-row.tsx';
import styles from './branch-table.module.css';
import type { BranchView, SortColumn } from './branch-view.ts';
import { widthsOf } from './columns.ts';
import type { RangeScale } from './range-scale.ts';

/** Heights of a row in rem: in one line, and stacked where there is no room for that. As in the style sheet. */
const heights = { line: 2.125, stacked: 9.25 };

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
  const count = Math.min(summary.matching, mostRows(rowHeight));
  const { rows, height, first, last, focus } = useVirtualRows(region, {
    count,
    rowHeight,
    name: `branches ${JSON.stringify(view)}`,
  });
  const widths = widthsOf(
    summary,
    rows.flatMap(({ index }) => rowAt(index) ?? []),
  );

  useEffect(() => onRows(first, last), [onRows, first, last]);

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
          <tbody style={{ height }} {...focus}>
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
