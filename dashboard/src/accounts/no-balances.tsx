import { Link } from 'wouter';
import { EmptyState } from '../layout/empty-state.tsx';
import { type BalanceView, balancesJobType } from './balance-view.ts';

/** Why no balances are shown at all, and what to do about it. */
export function NoBalances({ runId }: { runId: string }) {
  if (runId !== '') {
    return (
      <EmptyState title="This run has no balances.">
        <p>
          It may have been rejected, wait for a file, or still be at work: its <Link href={`/runs/${runId}`}>page</Link>{' '}
          says which. <Link href="/accounts">The balances that count now</Link> are those of another run.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No balances yet.">
      <p>
        <Link href={`/upload?jobType=${balancesJobType}`}>Upload</Link> two files as one batch: the accounts with the
        columns <code>accountNumber</code>, <code>country</code> and <code>balance</code>, and the transfers with{' '}
        <code>date</code>, <code>fromAccountNumber</code>, <code>transferAmount</code> and <code>toAccountNumber</code>.
        The <Link href="/runs">runs</Link> show how far they are.
      </p>
    </EmptyState>
  );
}

/** Why nothing is listed of a run that has balances. */
export function NoAccounts({ view: { q, country } }: { view: BalanceView }) {
  const where = country === '' ? '' : ` of the country “${country}”`;
  return (
    <EmptyState title={q === '' ? `There is no account${where}.` : `No account${where} begins with “${q}”.`}>
      <p>Numbers are exact: zeros at their beginning, spaces, and upper and lower case matter.</p>
    </EmptyState>
  );
}
