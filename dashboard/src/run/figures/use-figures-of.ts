import { useQuery } from '@tanstack/react-query';
import { balancesJobType } from '../../accounts/balance-view.ts';
import { api, dataOf, type RunDetail } from '../../api/client.ts';

const firstRows = 5;

/** The headline of the branches that a run has published, and the first of them. Nothing for another kind of report. */
export function useFiguresOf(run: RunDetail) {
  const { runId, jobType, publishedAttempt } = run;
  const corrections = run.corrections.filter(({ stands }) => stands).map((correction) => correction.runId);
  return useQuery({
    queryKey: ['figures of run', runId, publishedAttempt, corrections],
    enabled: publishedAttempt !== null && jobType === 'branch-stats',
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/branches', { params: { query: { runId: [runId], limit: firstRows } }, signal })),
    // What these runs have published never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The headline of the balances that a run has published, and the first of them. */
export function useBalancesOf({ runId, jobType, publishedAttempt }: RunDetail) {
  return useQuery({
    queryKey: ['balances of run', runId, publishedAttempt],
    enabled: publishedAttempt !== null && jobType === balancesJobType,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/accounts', { params: { query: { runId, limit: firstRows } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
