import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { polling } from '../api/polling.ts';
import { Anchors, type Place, readRows } from './anchors.ts';
import { KeptPages } from './kept-pages.ts';

/** Rows of a page: some screens, so that a page is there before it is scrolled to, and small enough to come at once. */
export const pageSize = 200;
/** 8,000 rows or some 2 MB. What was scrolled past longer ago is asked for again. */
const mostKept = 40;
const unusedMs = 60_000;
const live = polling(() => false);

interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

interface List<Item, Page extends ListPage<Item>> {
  /** What is listed, by which its answers are remembered. */
  readonly name: string;
  /** All that tells one view of it from another. */
  readonly view: string;
  /** @param first the first page, which those behind it must be of one moment with; undefined when it is asked for */
  readonly ask: (place: Place & { limit: number }, signal: AbortSignal, first: Page | undefined) => Promise<Page>;
  /** What the first page says of the whole list; when that changes, so do the other pages. */
  readonly versionOf: (first: Page) => unknown;
}

/**
 * Any rows of a long list, of which only the wanted pages are read: a list of 100,000 takes no more memory than one of
 * 10,000. The first page is always kept up to date.
 *
 * @param wanted numbers of pages, from 0
 */
export function useListRows<Item, Page extends ListPage<Item>>(list: List<Item, Page>, wanted: readonly number[]) {
  const { name, view, ask, versionOf } = list;
  const first = useQuery({
    queryKey: [name, view],
    queryFn: ({ signal }) => ask({ skip: 0, limit: pageSize }, signal, undefined),
    placeholderData: keepPreviousData,
    ...live,
  });
  const { data, isPlaceholderData } = first;
  const version = JSON.stringify(data && versionOf(data));
  // biome-ignore lint/correctness/useExhaustiveDependencies: cursors are of one view of one moment
  const anchors = useMemo(() => new Anchors(), [view, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages are of one view, but of more than one moment
  const kept = useMemo(() => new KeptPages<Item>(mostKept), [view]);
  if (data?.nextCursor && !isPlaceholderData) anchors.learn(data.items.length, data.nextCursor);

  const further = data && !isPlaceholderData ? wanted.filter((page) => page > 0) : [];
  const pages = useQueries({
    queries: further.map((page) => ({
      queryKey: [name, view, version, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        readRows((place) => ask(place, signal, data), anchors, { first: page * pageSize, size: pageSize }),
      gcTime: unusedMs,
      ...live,
    })),
  });
  further.forEach((page, index) => {
    const items = pages[index]?.data;
    if (items) kept.keep(page, items);
  });

  return {
    first,
    /** The page that failed, if one has. */
    failed: pages.find((page) => page.error),
    /** Undefined while it is not here. */
    rowAt: (row: number): Item | undefined => {
      const page = Math.floor(row / pageSize);
      const items = page === 0 ? data?.items : kept.get(page);
      return items?.[row % pageSize];
    },
  };
}

/** The pages that are wanted, as told by the rows in view. */
export function useWantedPages() {
  const [wanted, setWanted] = useState<readonly number[]>([0]);
  const onRows = useCallback((from: number, to: number) => setWanted((before) => pagesFor(from, to, before)), []);
  return { wanted, onRows };
}

/** The pages of these rows and the next one in either direction of which half has been seen; the same list if it is. */
export function pagesFor(from: number, to: number, before: readonly number[]): readonly number[] {
  const lead = pageSize / 2;
  const firstPage = Math.max(0, Math.floor((from - lead) / pageSize));
  const lastPage = Math.floor((to + lead) / pageSize);
  const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index);
  return pages.join() === before.join() ? before : pages;
}
