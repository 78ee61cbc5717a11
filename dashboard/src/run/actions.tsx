import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf, type RunDetail } from '../api/client.ts';
import { runName } from '../runs/run-names.ts';
import { useMe } from '../sign-in/me.tsx';
import { ActDialog } from './act-dialog.tsx';
import { useFiguresOf } from './figures/use-figures-of.ts';
import { Impact } from './impact.tsx';
import { type Act, actsOf, actWords } from './run-acts.ts';

/** What a person may do to the run now. */
export function Actions({ run }: { run: RunDetail }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<Act | null>(null);
  const figures = useFiguresOf(run);
  const mutation = useMutation({
    mutationFn: ({ act, reason }: { act: Act; reason: string }) => send(run.runId, act, reason),
    onSuccess: () => setAsking(null),
    // Also after a refusal: then the run is not as it is shown.
    onSettled: () => queryClient.invalidateQueries(),
  });
  const ask = (act: Act | null) => {
    mutation.reset();
    setAsking(act);
  };
  const me = useMe();
  return (
    <>
      {actsOf(run).map((act) => (
        <Button
          key={act}
          variant="default"
          disabled={me?.role !== 'operator'}
          title={me?.role === 'viewer' ? 'Only operators can do this; you are a viewer.' : undefined}
          onClick={() => ask(act)}
        >
          {actWords[act].button}
        </Button>
      ))}
      <ActDialog
        words={actWords[asking ?? 'retry']}
        file={runName(run)}
        open={asking !== null}
        busy={mutation.isPending}
        error={mutation.error}
        onConfirm={(reason) => asking && mutation.mutate({ act: asking, reason })}
        onCancel={() => setAsking(null)}
      >
        {asking && <Impact act={asking} run={run} figures={figures.data?.summary ?? undefined} />}
      </ActDialog>
    </>
  );
}

function send(runId: string, act: Act, reason: string) {
  const path = { path: { runId } };
  switch (act) {
    case 'retry':
    case 'count':
      return dataOf(api.POST('/api/runs/{runId}/retry', { params: path, body: { force: act === 'count' } }));
    case 'withdraw':
      return dataOf(api.POST('/api/runs/{runId}/withdraw', { params: path, body: { reason } }));
    case 'restore':
      return dataOf(api.POST('/api/runs/{runId}/restore', { params: path, body: { reason } }));
  }
}
