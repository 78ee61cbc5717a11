import { formatAmount, formatCount } from '../amounts/amount.ts';
import type { BranchSummary } from '../api/client.ts';

/** The headline: how much is counted, and that no row was lost on the way. */
export function Summary({ summary }: { summary: BranchSummary }) {
  const conserved = summary.rowsRead === summary.rowsCounted + summary.rowsQuarantined;
  return (
    <section className="summary" aria-label="Summary">
      <dl>
        <div>
          <dt>Files</dt>
          <dd>{formatCount(summary.runs)}</dd>
        </div>
        <div>
          <dt>Branches</dt>
          <dd>{formatCount(summary.branches)}</dd>
        </div>
        <div>
          <dt>Rows counted</dt>
          <dd>{formatCount(summary.rowsCounted)}</dd>
        </div>
        <div>
          <dt>Total amount</dt>
          <dd>{formatAmount(summary.sum, undefined, summary.currency)}</dd>
        </div>
      </dl>
      <p className={conserved ? 'conserved' : 'broken'}>
        {formatCount(summary.rowsRead)} rows read = {formatCount(summary.rowsCounted)} counted +{' '}
        {formatCount(summary.rowsQuarantined)} quarantined {conserved ? '✓' : '— these do not add up'}
      </p>
    </section>
  );
}
