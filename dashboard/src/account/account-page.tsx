import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { ApiError } from '../api/client.ts';
import { EmptyState } from '../layout/empty-state.tsx';
import { nameInPath } from '../layout/name-in-path.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { usePath } from '../layout/use-address.ts';
import { AccountBalance } from './account-balance.tsx';
import styles from './account-page.module.css';
import { AccountRuns } from './account-runs.tsx';
import { useAccount } from './use-account.ts';

/** One account: what it has after the newest batch, and how it came to that in each. */
export function AccountPage() {
  const accountNumber = nameInPath(usePath()[0], '/accounts/');
  const query = useAccount(accountNumber);
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  const [newest] = runs;
  const isUnknown =
    (query.error instanceof ApiError && query.error.status === 404) || (query.isSuccess && newest === undefined);
  return (
    <>
      <p className={styles['back']}>
        <Link href="/accounts">All accounts</Link>
      </p>
      <PageTitle title={`Account ${accountNumber}`} />
      {isUnknown ? <UnknownAccount accountNumber={accountNumber} /> : <QueryState query={query} what="account" />}
      {newest && <AccountBalance run={newest} />}
      {newest && <AccountRuns runs={runs} />}
      {query.hasNextPage && (
        <p className={styles['more']}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show older batches
          </Button>
        </p>
      )}
    </>
  );
}

function UnknownAccount({ accountNumber }: { accountNumber: string }) {
  return (
    <EmptyState title={`No batch that counts has the account “${accountNumber}”.`}>
      <p>
        Numbers are exact: zeros at their beginning, spaces, and upper and lower case matter. Search for its beginning
        among <Link href={`/accounts?${new URLSearchParams({ q: accountNumber })}`}>all accounts</Link>.
      </p>
    </EmptyState>
  );
}
