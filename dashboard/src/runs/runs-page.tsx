import { Button } from '@mantine/core';
import { EmptyState } from '../layout/empty-state.tsx';
import { Notice } from '../layout/notice.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import { BudgetNotice } from './budget-notice.tsx';
import { filterOf, isImpossible, isNarrow } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';
import styles from './runs-page.module.css';
import { runsOf, useRuns } from './use-runs.ts';

/** The live list of runs. */
export function RunsPage() {
  const [address, change] = useAddress();
  const filter = filterOf(address);
  const query = useRuns(filter);
  const runs = runsOf(query.data);
  if (isImpossible(filter)) {
    return (
      <>
        <PageTitle title="Runs" />
        <RunFilters filter={filter} change={change} />
        <Notice tone="warm" role="alert" title="The last day is before the first one.">
          <p>Choose a last day on or after the first, or leave one of them open.</p>
        </Notice>
      </>
    );
  }
  return (
    <>
      <PageTitle title="Runs" />
      <RunFilters filter={filter} change={change} />
      <QueryState query={query} what="runs" />
      <BudgetNotice runs={runs} />
      {query.data && runs.length === 0 && <NoRuns narrow={isNarrow(filter)} />}
      {runs.length > 0 && (
        <div className={styles['list']} aria-busy={query.isPlaceholderData}>
          <RunTable runs={runs} />
        </div>
      )}
      {query.hasNextPage && (
        <p className={styles['more']}>
          <Button variant="default" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {query.isFetchingNextPage ? 'Loading…' : 'Show older runs'}
          </Button>
        </p>
      )}
    </>
  );
}

function NoRuns({ narrow }: { narrow: boolean }) {
  return narrow ? (
    <EmptyState title="No run matches">
      <p>Search for less, take in more days, or show the runs of all states and job types.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No file has landed yet">
      <p>Each file that lands becomes a run here. Upload one to begin.</p>
    </EmptyState>
  );
}
