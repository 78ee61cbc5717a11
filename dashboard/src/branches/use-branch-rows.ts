import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Branch, type BranchPage, dataOf } from '../api/client.ts';
import { polling } from '../api/polling.ts';
import { Anchors, type Place, readRows } from './anchors.ts';
import { type BranchView, queryOf } from './branch-view.ts';
import { KeptPages } from './kept-pages.ts';

/** Rows of a page: some screens, so that a page is there before it is scrolled to, and small enough to come at once. */
export const pageSize = 200;
/** 8,000 rows or some 2 MB. What was scrolled past longer ago is asked for again. */
const mostKept = 40;
const unusedMs = 60_000;
const live = polling(() => false);

/**
 * Any rows of a list of branches, of which only the wanted pages are read: a list of 100,000 takes no more memory than one
 * of 10,000. The first page is always kept up to date and brings the summary; when that changes, so do the other pages.
 *
 * @param wanted numbers of pages, from 0
 */
export function useBranchRows(view: BranchView, wanted: readonly number[]) {
  const parameters = queryOf(view);
  const key = JSON.stringify(parameters);
  const ask = (place: Place & { limit: number }, signal: AbortSignal): Promise<BranchPage> => {
    const { skip, ...rest } = place;
    const query = { ...parameters, ...rest, ...(skip > 0 && { skip }) };
    return dataOf(api.GET('/api/branches', { params: { query }, signal }));
  };
  const first = useQuery({
    queryKey: ['branches', key],
    queryFn: ({ signal }) => ask({ skip: 0, limit: pageSize }, signal),
    placeholderData: keepPreviousData,
    ...live,
  });
  const { data, isPlaceholderData } = first;
  const version = JSON.stringify(data?.summary);
  // biome-ignore lint/correctness/useExhaustiveDependencies: cursors are of one view of one moment
  const anchors = useMemo(() => new Anchors(), [key, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages are of one view, but of more than one moment
  const kept = useMemo(() => new KeptPages<Branch>(mostKept), [key]);
  if (data?.nextCursor && !isPlaceholderData) anchors.learn(data.items.length, data.nextCursor);

  const further = data && !isPlaceholderData ? wanted.filter((page) => page > 0) : [];
  const pages = useQueries({
    queries: further.map((page) => ({
      queryKey: ['branches', key, version, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        readRows((place) => ask(place, signal), anchors, { first: page * pageSize, size: pageSize }),
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
    summary: data?.summary ?? null,
    /** The page that failed, if one has. */
    failed: pages.find((page) => page.error),
    /** Undefined while it is not here. */
    rowAt: (row: number): Branch | undefined => {
      const page = Math.floor(row / pageSize);
      const items = page === 0 ? data?.items : kept.get(page);
      return items?.[row % pageSize];
    },
  };
}
