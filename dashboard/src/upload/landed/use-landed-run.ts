import { useQuery } from '@tanstack/react-query';
import { ApiError, api, dataOf, type RunDetail } from '../../api/client.ts';
import { polling } from '../../api/polling.ts';
import { isOpen } from '../../runs/run-states.ts';

/** The run that counts a landed file; null while it is not recorded yet. */
export function useLandedRun(runId: string) {
  return useQuery({
    queryKey: ['landed-run', runId],
    queryFn: ({ signal }) => runOrNull(runId, signal),
    ...polling((run: RunDetail | null) => run === null || isOpen(run)),
  });
}

async function runOrNull(runId: string, signal: AbortSignal): Promise<RunDetail | null> {
  try {
    return await dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } }, signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
