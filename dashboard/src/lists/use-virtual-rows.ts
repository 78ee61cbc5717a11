import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Browsers end at 17 to 33 million pixels of height; what would lie beyond can be found by searching or sorting. */
const tallest = 15_000_000;
const rowsAhead = 12;

/** How far the lists of this visit were scrolled, so that one comes back to the same place. */
const scrolled = new Map<string, number>();

interface VirtualRows {
  readonly count: number;
  /** Pixels; all rows are alike. */
  readonly rowHeight: number;
  /** Of what is listed: another name begins at its top, or where it was left. */
  readonly name: string;
}

/** How many rows of a height a list can have. */
export const mostRows = (rowHeight: number): number => Math.floor(tallest / rowHeight);

/** The rows of a long table that are in view or close to it. Each row element says its place as `data-index`. */
export function useVirtualRows(region: RefObject<HTMLElement | null>, { count, rowHeight, name }: VirtualRows) {
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer keeps sizes that it has estimated before
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  useKeptScroll(region, name);
  const rows = virtualizer.getVirtualItems();
  return {
    rows,
    /** Pixels of all rows. */
    height: virtualizer.getTotalSize(),
    first: rows.find(({ index }) => index !== focused)?.index ?? 0,
    last: rows.findLast(({ index }) => index !== focused)?.index ?? 0,
    /** For the element around the rows. */
    focus: { onFocus: (event: FocusEvent) => setFocused(rowOf(event)), onBlur: () => setFocused(undefined) },
  };
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

function useKeptScroll(region: RefObject<HTMLElement | null>, name: string): void {
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
