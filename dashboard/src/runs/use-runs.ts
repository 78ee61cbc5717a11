import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Run, type RunDetail, type RunPage } from '../api/client.ts';
import { polling } from '../api/polling.ts';

export const runStates = ['PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const;
export type RunState = (typeof runStates)[number];

export function isOpen(run: Pick<Run, 'state'>): boolean {
  return run.state === 'PENDING' || run.state === 'IN_PROGRESS';
}

/** Runs, newest first; asked for often while one is open, seldom otherwise. */
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
    ...polling(({ pages }: InfiniteData<RunPage>) => pages.some((page) => page.items.some(isOpen))),
  });
}

export function useRun(runId: string) {
  return useQuery({
    queryKey: ['run', runId],
    queryFn: () => dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } } })),
    ...polling((run: RunDetail) => isOpen(run)),
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
