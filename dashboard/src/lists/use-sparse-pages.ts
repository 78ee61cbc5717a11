import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

type Pages<Item> = Pick<
  UseInfiniteQueryResult<{ readonly pages: readonly { readonly items: readonly Item[] }[] }>,
  'data' | 'isFetching' | 'error' | 'hasNextPage' | 'fetchNextPage'
>;

/**
 * Rows of pages of which many may be empty: the server looks at so many rows a page, whatever it looks for. Asks for page
 * after page until the first row is there.
 *
 * @param count of all rows that are looked for: behind the last one there is nothing to look for
 */
export function useSparsePages<Item>(query: Pages<Item>, count: number) {
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const hasMore = query.hasNextPage && rows.length < count;
  const { fetchNextPage } = query;
  const isLooking = hasMore && rows.length === 0 && !query.isFetching && !query.error;
  const pagesInVain = query.data?.pages.length ?? 0;
  useEffect(() => {
    if (isLooking && pagesInVain > 0) void fetchNextPage();
  }, [isLooking, pagesInVain, fetchNextPage]);
  return { rows, hasMore };
}
