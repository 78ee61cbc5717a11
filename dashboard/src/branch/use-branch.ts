import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { polling } from '../api/polling.ts';

const runsOfPage = 50;

/** The merged figures of a branch with their receipt, and its runs page by page. */
export function useBranch(branchCode: string) {
  return useInfiniteQuery({
    queryKey: ['branch', branchCode],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: runsOfPage, ...(pageParam && { cursor: pageParam }) };
      return dataOf(api.GET('/api/branches/{branchCode}', { params: { path: { branchCode }, query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...polling(() => false),
  });
}

/** How the figures went from file to file. */
export function useBranchSeries(branchCode: string) {
  return useQuery({
    queryKey: ['branch-series', branchCode],
    queryFn: ({ signal }) => dataOf(api.GET('/api/branch-series', { params: { query: { branchCode } }, signal })),
    ...polling(() => false),
  });
}
