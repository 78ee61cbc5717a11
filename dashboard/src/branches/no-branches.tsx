import { Link } from 'wouter';
import { EmptyState } from '../layout/empty-state.tsx';
import type { BranchView } from './branch-view.ts';

/** Why nothing is listed, and what to do about it. */
export function NoBranches({ view: { scope, q } }: { view: BranchView }) {
  if (q) {
    return (
      <EmptyState title={`No branch code contains “${q}”.`}>
        <p>Upper and lower case are alike. Search for a shorter part of the code.</p>
      </EmptyState>
    );
  }
  if (scope.kind === 'landed') {
    return (
      <EmptyState title="No file that counts landed on these days.">
        <p>
          Days are in UTC. The <Link href="/runs">runs</Link> show when each file landed.
        </p>
      </EmptyState>
    );
  }
  if (scope.kind === 'runs') {
    return (
      <EmptyState title="This file has no figures.">
        <p>
          It may have been rejected, or is still being read: its{' '}
          <Link href={`/runs/${scope.runIds[0] ?? ''}`}>receipt</Link> says why.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No figures yet.">
      <p>
        <Link href="/upload">Upload</Link> a CSV file with the columns <code>timestamp</code>, <code>branch_code</code>{' '}
        and <code>amount</code>, or drop it into the landing bucket under <code>landing/branch-stats/</code>. The{' '}
        <Link href="/runs">runs</Link> show how far it is.
      </p>
    </EmptyState>
  );
}
