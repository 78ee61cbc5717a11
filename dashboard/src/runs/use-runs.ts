import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Run, type RunPage } from '../api/client.ts';
import { polling } from '../api/polling.ts';
import { isImpossible, queryOf, type RunFilter } from './run-filter.ts';
import { isOpen } from './run-states.ts';

const pageSize = 50;

/** Runs, newest first; asked for often while one is open, seldom otherwise. */
export function useRuns(filter: RunFilter) {
  return useInfiniteQuery({
    queryKey: ['runs', filter],
    enabled: !isImpossible(filter),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/api/runs', {
          params: { query: { limit: pageSize, ...queryOf(filter), ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // While a changed filter is on its way, the list stays where it is.
    placeholderData: keepPreviousData,
    ...live,
    // Every page is asked for anew: the more there are, the more seldom.
    refetchInterval: (query: Parameters<typeof live.refetchInterval>[0]) =>
      live.refetchInterval(query) * (query.state.data?.pages.length ?? 1),
  });
}

const live = polling(({ pages }: InfiniteData<RunPage>) => pages.some((page) => page.items.some(isOpen)));

/** Each run once: one that moved to another page while the pages were asked for comes twice. */
export function runsOf(data: InfiniteData<RunPage> | undefined): Run[] {
  const runs = data?.pages.flatMap((page) => page.items) ?? [];
  return [...new Map(runs.map((run) => [run.runId, run])).values()];
}

/** The names of all job types. */
export function useJobTypes() {
  return useQuery({
    queryKey: ['job-types'],
    queryFn: () => dataOf(api.GET('/api/job-types')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
