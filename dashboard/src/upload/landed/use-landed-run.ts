import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Run, type RunDetail } from '../../api/client.ts';
import { polling } from '../../api/polling.ts';
import { isOpen } from '../../runs/run-states.ts';
import type { LandedFile } from '../engine/transport.ts';

/** The run that counts a landed file; null while it is not recorded yet. */
export function useLandedRun(landed: LandedFile) {
  const client = useQueryClient();
  const queryKey = ['landed-run', landed.key, landed.versionId];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<RunDetail | null> => {
      const known = client.getQueryData<RunDetail | null>(queryKey)?.runId;
      const runId = known ?? (await recordedRun(landed, signal));
      return runId === undefined ? null : dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId } }, signal }));
    },
    ...polling((run: RunDetail | null) => run === null || isOpen(run)),
  });
}

/**
 * Asked of the list, where nothing is no error: a browser writes every 404 into its console. A file of a batch may be in
 * several runs, one for each later version of another file; the oldest is the one that it made.
 */
async function recordedRun({ key, versionId, runId }: LandedFile, signal: AbortSignal): Promise<string | undefined> {
  const { items } = await dataOf(api.GET('/api/runs', { params: { query: { q: runId ?? key, limit: 100 } }, signal }));
  const isIts = (run: Run) =>
    runId === null
      ? run.sources.some((source) => source.key === key && source.versionId === versionId)
      : run.runId === runId;
  return items.findLast(isIts)?.runId;
}
