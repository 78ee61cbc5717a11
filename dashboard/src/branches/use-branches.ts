import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { polling } from '../api/polling.ts';

export const sortColumns = ['branchCode', 'count', 'min', 'average', 'max', 'sum'] as const;
export type SortColumn = (typeof sortColumns)[number];
export type SortOrder = 'asc' | 'desc';

export interface BranchQuery {
  readonly sort: SortColumn;
  readonly order: SortOrder;
  readonly q: string;
  /** Only the figures of this run; empty: of all runs that count. */
  readonly runId: string;
}

/** Pages of branches as the server sorts them; kept up to date, so that new files appear by themselves. */
export function useBranches({ sort, order, q, runId }: BranchQuery) {
  return useInfiniteQuery({
    queryKey: ['branches', sort, order, q, runId],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/api/branches', {
          params: {
            query: {
              sort,
              order,
              limit: 100,
              ...(q && { q }),
              ...(runId && { runId: [runId] }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    ...polling(() => false),
  });
}
