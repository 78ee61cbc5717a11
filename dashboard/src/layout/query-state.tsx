import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';

type Query = Pick<UseQueryResult<unknown, Error>, 'isPending' | 'error' | 'failureReason' | 'refetch'>;

/** What a page shows while it has no data: that it is loading, that the database wakes, or what went wrong. */
export function QueryState({ query, what }: { query: Query; what: string }): ReactNode {
  const reason = query.failureReason;
  if (query.error) {
    return (
      <div className="notice error" role="alert">
        <p>
          <strong>The {what} cannot be shown.</strong> {query.error.message}
        </p>
        <button type="button" onClick={() => query.refetch()}>
          Try again
        </button>
      </div>
    );
  }
  if (reason instanceof ApiError && reason.databaseWakes) {
    return (
      <p className="notice" role="status">
        The database is waking up after a pause. This takes about half a minute; the {what} will appear by themselves.
      </p>
    );
  }
  if (query.isPending) {
    return (
      <p className="notice" role="status">
        Loading the {what}…{reason ? ` ${reason.message}` : ''}
      </p>
    );
  }
  return null;
}
