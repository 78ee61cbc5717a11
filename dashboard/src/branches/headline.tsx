import type { ReactNode } from 'react';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchSummary } from '../api/client.ts';
import type { RowCounts } from './conservation.ts';
import { ConservationCheck } from './conservation-check.tsx';
import styles from './headline.module.css';

interface Props {
  summary: BranchSummary;
  /** It is that of another view, and shown until that of this one is here. */
  isStale: boolean;
}

/** How much is counted, and beside it the check that no row was lost on the way. */
export function Headline({ summary, isStale }: Props) {
  const rows: RowCounts = summary;
  return (
    <section className={styles['headline']} aria-label="Summary" aria-busy={isStale} data-stale={isStale || undefined}>
      <dl className={styles['figures']}>
        <Figure name="Files">
          <Count value={summary.runs} />
        </Figure>
        <Figure name="Branches">
          <Count value={summary.branches} />
        </Figure>
        <Figure name="Rows counted">
          <Count value={summary.rowsCounted} />
        </Figure>
        {rows.rowsCorrected !== undefined && rows.rowsCorrected > 0 && (
          <Figure name="Rows corrected">
            <Count value={rows.rowsCorrected} />
          </Figure>
        )}
        <Figure name="Rows quarantined">
          <Count value={rows.rowsStillQuarantined ?? rows.rowsQuarantined} />
        </Figure>
        <Figure name="Total amount">
          <Amount value={summary.sum} currency={summary.currency} />
        </Figure>
      </dl>
      <ConservationCheck rows={rows} />
    </section>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
