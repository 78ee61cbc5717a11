import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf, type RunDetail } from '../api/client.ts';
import { polling } from '../api/polling.ts';
import { isOpen } from '../runs/run-states.ts';

/** A run with its history; asked for often while it is open, a correction of it is, or a reply is due. */
export function useRun(runId: string) {
  return useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } }, signal })),
    ...polling(
      (run: RunDetail) => isOpen(run) || run.corrections.some(isOpen) || run.requests.some(({ replyDue }) => replyDue),
    ),
  });
}

const rejectsAPage = 50;

export interface RejectGroup {
  readonly runId: string;
  /** Of a quarantine: a retry makes another one. */
  readonly attempt: number;
  /** Of a run of several files: the one that the rows are of. */
  readonly role?: string | undefined;
  readonly reason: string;
  readonly column: string;
}

/** The quarantined rows of one reason and column, in the order of the file. */
export function useRejects({ runId, attempt, role, reason, column }: RejectGroup, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['rejects', runId, attempt, role, reason, column],
    enabled,
    queryFn: ({ pageParam, signal }) => {
      const page = { limit: rejectsAPage, ...(pageParam && { cursor: pageParam }) };
      const query = { ...(role !== undefined && { role }), reason, column, ...page };
      return dataOf(api.GET('/api/runs/{runId}/rejects', { params: { path: { runId }, query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
