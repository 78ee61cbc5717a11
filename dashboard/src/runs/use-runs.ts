import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Run } from '../api/client.ts';

export const runStates = ['PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const;
export type RunState = (typeof runStates)[number];

export function isOpen(run: Pick<Run, 'state'>): boolean {
  return run.state === 'PENDING' || run.state === 'IN_PROGRESS';
}

/** Runs, newest first; asked for every second while one is open, seldom otherwise. */
export function useRuns(filter: { state: RunState | ''; q: string }) {
  return useInfiniteQuery({
    queryKey: ['runs', filter.state, filter.q],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/api/runs', {
          params: {
            query: {
              limit: 50,
              ...(filter.state && { state: [filter.state] }),
              ...(filter.q && { q: filter.q }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(isOpen)) ? 1000 : 5000),
  });
}

export function useRun(runId: string) {
  return useQuery({
    queryKey: ['run', runId],
    queryFn: () => dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } } })),
    refetchInterval: (query) => (query.state.data && isOpen(query.state.data) ? 1000 : 15_000),
  });
}

export function useRejects(runId: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['rejects', runId],
    enabled,
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/api/runs/{runId}/rejects', {
          params: { path: { runId }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
