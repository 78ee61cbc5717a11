import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf, type RunDetail } from '../api/client.ts';
import { Notice } from '../layout/notice.tsx';

type Act = 'retry' | 'withdraw' | 'restore';

function send(runId: string, act: Act, reason: string) {
  const path = { path: { runId } };
  if (act === 'retry') return dataOf(api.POST('/api/runs/{runId}/retry', { params: path, body: { force: false } }));
  if (act === 'withdraw') return dataOf(api.POST('/api/runs/{runId}/withdraw', { params: path, body: { reason } }));
  return dataOf(api.POST('/api/runs/{runId}/restore', { params: path, body: { reason } }));
}

/** What makes sense in the run's state: nothing is offered that the server would refuse. */
function actsOf(run: RunDetail): Act[] {
  if (run.state === 'FAILED' || run.state === 'REJECTED') return ['retry'];
  if (run.counts) return ['withdraw'];
  if (run.withdrawnAt) return ['restore'];
  return [];
}

export function RunActions({ run }: { run: RunDetail }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<Act | null>(null);
  const mutation = useMutation({
    mutationFn: ({ act, reason }: { act: Act; reason: string }) => send(run.runId, act, reason),
    onSettled: () => {
      setAsking(null);
      return queryClient.invalidateQueries();
    },
  });
  const start = (act: Act) => (act === 'retry' ? mutation.mutate({ act, reason: '' }) : setAsking(act));
  return (
    <>
      <p className="actions">
        {actsOf(run).map((act) => (
          <Button key={act} variant="default" disabled={mutation.isPending} onClick={() => start(act)}>
            {act === 'retry' ? 'Try again' : act === 'withdraw' ? 'Withdraw figures…' : 'Restore figures…'}
          </Button>
        ))}
      </p>
      {asking && (
        <ReasonForm
          act={asking}
          onCancel={() => setAsking(null)}
          onGive={(reason) => mutation.mutate({ act: asking, reason })}
        />
      )}
      {mutation.error && (
        <Notice tone="bad" role="alert">
          {mutation.error.message}
        </Notice>
      )}
    </>
  );
}

function ReasonForm({ act, onGive, onCancel }: { act: Act; onGive: (reason: string) => void; onCancel: () => void }) {
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGive(reason.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={`Why ${act} the figures? The reason is kept with the run.`}
        required
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="actions">
        <Button type="submit" disabled={reason.trim().length < 3}>
          {act === 'withdraw' ? 'Withdraw' : 'Restore'}
        </Button>{' '}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </p>
    </form>
  );
}
