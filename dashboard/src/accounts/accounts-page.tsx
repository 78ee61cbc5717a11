import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { ApiError } from '../api/client.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import styles from '../lists/controls.module.css';
import { SearchBox } from '../lists/search-box.tsx';
import { useWantedPages } from '../lists/use-list-rows.ts';
import { AccountTable } from './account-table.tsx';
import { BalanceHeadline } from './balance-headline.tsx';
import { balancesJobType, viewOf } from './balance-view.ts';
import { CountryPicker } from './country-picker.tsx';
import { CountryTable } from './country-table.tsx';
import { NoAccounts, NoBalances } from './no-balances.tsx';
import { useAccountRows } from './use-account-rows.ts';
import { useCountries } from './use-countries.ts';

const RunPicker = lazy(() => import('../runs/run-picker.tsx'));

/** The balances of all accounts after the transfers of one batch. What is shown is in the address, so that it can be shared. */
export function AccountsPage() {
  const [address, change] = useAddress();
  const view = viewOf(address);
  const { wanted, onRows } = useWantedPages();
  const { first, failed, rowAt } = useAccountRows(view, wanted);
  const run = first.data?.run ?? undefined;
  const countries = useCountries(run?.runId);
  const isStale = first.isPlaceholderData;
  const isNone = first.error instanceof ApiError ? first.error.status === 404 : first.data?.run === null && !isStale;
  const matching = first.data?.matching ?? 0;
  return (
    <>
      <PageTitle title="Accounts" />
      {isNone ? <NoBalances runId={view.runId} /> : <QueryState query={failed ?? first} what="balances" />}
      {run && !isNone && (
        <>
          <BalanceHeadline run={run} countries={countries.data} isStale={isStale} />
          <QueryState query={countries} what="countries" />
          {countries.data && <CountryTable countries={countries.data.items} runId={view.runId} chosen={view.country} />}
          <h2 className={styles['title']}>Account by account</h2>
          <search className={styles['controls']}>
            <Suspense>
              <RunPicker
                jobType={balancesJobType}
                label="Batch"
                runId={run.runId}
                onRun={(runId) => change({ runId, country: '' })}
              />
            </Suspense>
            <SearchBox
              label="Search account"
              placeholder="what its number begins with"
              q={view.q}
              onSearch={(q) => change({ q })}
            />
            <CountryPicker
              country={view.country}
              countries={countries.data?.items ?? []}
              onCountry={(country) => change({ country })}
            />
            <p className={styles['aside']}>
              <Link href={`/runs/${run.runId}`}>Its receipt and files to download</Link>
            </p>
          </search>
          {matching === 0 && !isStale && <NoAccounts view={view} />}
          {matching > 0 && (
            <AccountTable view={view} matching={matching} rowAt={rowAt} isStale={isStale} onRows={onRows} />
          )}
        </>
      )}
      <p className="visually-hidden" role="status">
        {run && !isStale ? `${matching} accounts are listed` : ''}
      </p>
    </>
  );
}
