import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type RunDetail } from '../../api/client.ts';
import { polling } from '../../api/polling.ts';
import { isOpen } from '../../runs/run-states.ts';

/** The run that counts a landed file; null while it is not recorded yet. */
export function useLandedRun(runId: string) {
  const client = useQueryClient();
  const queryKey = ['landed-run', runId];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<RunDetail | null> => {
      const isKnown = client.getQueryData<RunDetail | null>(queryKey) != null;
      if (!isKnown && !(await isRecorded(runId, signal))) return null;
      return dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } }, signal }));
    },
    ...polling((run: RunDetail | null) => run === null || isOpen(run)),
  });
}

/** Asked of the list, where nothing is no error: a browser writes every 404 into its console. */
async function isRecorded(runId: string, signal: AbortSignal): Promise<boolean> {
  const { items } = await dataOf(api.GET('/api/runs', { params: { query: { q: runId, limit: 1 } }, signal }));
  return items.some((run) => run.runId === runId);
}
