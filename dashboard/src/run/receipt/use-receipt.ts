import { useQuery } from '@tanstack/react-query';
import { api, dataOf, type RunDetail } from '../../api/client.ts';
import { isOpen } from '../../runs/run-states.ts';

/**
 * The receipt of a closed run. Whoever asks for one has S3 asked for the sources, so that it is not polled: it is asked for
 * again when the run, which is, was done anew or stands otherwise. Until that has come, the one before is shown.
 */
export function useReceipt(run: RunDetail) {
  const { runId, state, attempts, endedAt, counts, supersededBy, withdrawnAt, rowsCorrected } = run;
  return useQuery({
    queryKey: ['receipt', runId, state, attempts, endedAt, counts, supersededBy, withdrawnAt, rowsCorrected],
    enabled: !isOpen(run),
    queryFn: ({ signal }) => dataOf(api.GET('/api/runs/{runId}/receipt', { params: { path: { runId } }, signal })),
    placeholderData: (before) => (before?.receipt.runId === runId ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
