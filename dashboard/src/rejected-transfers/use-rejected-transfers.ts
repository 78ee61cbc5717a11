import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, dataOf, type RejectedTransferPage } from '../api/client.ts';
import { polling } from '../api/polling.ts';

export type RejectionReason = RejectedTransferPage['reasons'][number]['reason'];
type Reasons = Pick<RejectedTransferPage, 'run' | 'reasons'>;

/** How many transfers a run has rejected for which reason. Without a run it is the one that counts now. */
export function useRejectedReasons(runId: string) {
  return useQuery({
    queryKey: ['rejected reasons', runId],
    queryFn: async ({ signal }): Promise<Reasons> => {
      const query = { limit: 1, ...(runId && { runId }) };
      const { run, reasons } = await dataOf(api.GET('/api/transfers/rejected', { params: { query }, signal }));
      return { run, reasons };
    },
    ...polling(() => false),
  });
}

export const sumOf = ({ reasons }: Reasons): number => reasons.reduce((sum, { count }) => sum + count, 0);

const rowsAPage = 100;

/** The rejected transfers of a run in the order of the file, of one reason if that is named. They never change. */
export function useRejectedTransfers(runId: string, reason: RejectionReason | undefined) {
  return useInfiniteQuery({
    queryKey: ['rejected transfers', runId, reason],
    enabled: runId !== '',
    queryFn: ({ pageParam, signal }) => {
      const query = { runId, limit: rowsAPage, ...(reason && { reason }), ...(pageParam && { cursor: pageParam }) };
      return dataOf(api.GET('/api/transfers/rejected', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
