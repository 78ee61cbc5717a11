import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { Loading } from './loading.tsx';
import { Notice } from './notice.tsx';

type Query = Pick<UseQueryResult<unknown, Error>, 'data' | 'isPending' | 'error' | 'failureReason' | 'refetch'>;

/**
 * The state of a query in words: that it is loading, that the database wakes, or what went wrong and what to do. Gives
 * nothing while all is well. With older data still on the page, only what went wrong is said.
 *
 * @param what what is asked for, as in "Loading the runs…"
 */
export function QueryState({ query, what }: { query: Query; what: string }): ReactNode {
  const reason = query.failureReason;
  if (query.error) return <Failed query={query} error={query.error} what={what} />;
  if (reason instanceof ApiError && reason.databaseWakes) {
    return (
      <Notice tone="info" role="status" title="The database is waking up after a pause.">
        <p>This takes about half a minute. Stay here: the {what} will appear by themselves.</p>
      </Notice>
    );
  }
  if (reason) {
    return (
      <Notice tone="warm" role="status" title={reason.message}>
        <p>Trying again…</p>
      </Notice>
    );
  }
  return query.isPending ? <Loading what={what} /> : null;
}

function Failed({ query, error, what }: { query: Query; error: Error; what: string }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  const stale = query.data !== undefined;
  return (
    <Notice
      tone="bad"
      role="alert"
      title={stale ? `The ${what} could not be brought up to date.` : `The ${what} cannot be shown.`}
    >
      <p>{error.message}</p>
      {requestId && (
        <p>
          Request <code>{requestId}</code>: by this id the operator finds it in the logs.
        </p>
      )}
      <Button size="xs" variant="default" onClick={() => query.refetch()}>
        Try again
      </Button>
    </Notice>
  );
}
