import { NativeSelect } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { accountsAddress, balancesJobType } from '../accounts/balance-view.ts';
import { NoBalances } from '../accounts/no-balances.tsx';
import { formatCount } from '../amounts/amount.ts';
import { Count } from '../amounts/figures.tsx';
import { ApiError, type RejectedTransferPage } from '../api/client.ts';
import { EmptyState } from '../layout/empty-state.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import styles from '../lists/controls.module.css';
import { KeyFigure, KeyFigures } from '../lists/key-figures.tsx';
import { MoreRows } from '../lists/more-rows.tsx';
import { useSparsePages } from '../lists/use-sparse-pages.ts';
import { RejectedTable } from './rejected-table.tsx';
import { rejectionWords } from './rejection-words.ts';
import { type RejectionReason, sumOf, useRejectedReasons, useRejectedTransfers } from './use-rejected-transfers.ts';

const RunPicker = lazy(() => import('../runs/run-picker.tsx'));

/** The transfers of a batch that moved nothing, each with its reason. They are results, not bad rows. */
export function RejectedTransfersPage() {
  const [address, change] = useAddress();
  const runId = address.get('runId') ?? '';
  const query = useRejectedReasons(runId);
  const run = query.data?.run;
  // A reason for which none was rejected is as good as none: all are shown.
  const reason = query.data?.reasons.find((one) => one.reason === address.get('reason'))?.reason;
  const isNone = query.error instanceof ApiError ? query.error.status === 404 : run === null;
  return (
    <>
      <PageTitle title="Rejected transfers" />
      {isNone ? <NoBalances runId={runId} /> : <QueryState query={query} what="rejected transfers" />}
      {query.data && run && !isNone && (
        <>
          <Reasons reasons={query.data.reasons} />
          <search className={styles['controls']}>
            <Suspense>
              <RunPicker
                jobType={balancesJobType}
                label="Batch"
                runId={run.runId}
                onRun={(chosen) => change({ runId: chosen, reason: '' })}
              />
            </Suspense>
            <NativeSelect
              size="xs"
              label="Reason"
              value={reason ?? ''}
              data={[
                { value: '', label: `All, ${formatCount(sumOf(query.data))}` },
                ...query.data.reasons.map((one) => ({
                  value: one.reason,
                  label: `${rejectionWords(one.reason)}, ${formatCount(one.count)}`,
                })),
              ]}
              onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
            />
            <p className={styles['aside']}>
              <Link href={accountsAddress(runId)}>Its balances</Link>
            </p>
            <p className={styles['aside']}>
              <Link href={`/runs/${run.runId}`}>Its receipt and files to download</Link>
            </p>
          </search>
          <Transfers runId={run.runId} reason={reason} reasons={query.data.reasons} />
        </>
      )}
    </>
  );
}

type ReasonCounts = RejectedTransferPage['reasons'];

function Reasons({ reasons }: { reasons: ReasonCounts }) {
  if (reasons.length === 0) return null;
  return (
    <KeyFigures label="Rejected by reason">
      {reasons.map(({ reason, count }) => (
        <KeyFigure key={reason} name={rejectionWords(reason)}>
          <Count value={count} />
        </KeyFigure>
      ))}
    </KeyFigures>
  );
}

interface TransfersProps {
  runId: string;
  /** Of all reasons when it is undefined. */
  reason: RejectionReason | undefined;
  reasons: ReasonCounts;
}

function Transfers({ runId, reason, reasons }: TransfersProps) {
  const query = useRejectedTransfers(runId, reason);
  const counted = reasons.filter((one) => reason === undefined || one.reason === reason);
  const count = counted.reduce((sum, one) => sum + one.count, 0);
  const { rows, hasMore } = useSparsePages(query, count);
  if (count === 0) {
    return (
      <EmptyState title="No transfer was rejected.">
        <p>All of them are in the balances.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <QueryState query={query} what="rejected transfers" />
      {rows.length > 0 && <RejectedTable rows={rows} />}
      <MoreRows
        shown={rows.length}
        count={count}
        hasMore={hasMore}
        isFetching={query.isFetchingNextPage}
        what="rejected transfers"
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
}
