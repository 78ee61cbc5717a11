import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchSummary } from '../api/client.ts';
import { KeyFigure, KeyFigures } from '../lists/key-figures.tsx';
import type { RowCounts } from './conservation.ts';
import { ConservationCheck } from './conservation-check.tsx';

interface Props {
  summary: BranchSummary;
  /** It is that of another view, and shown until that of this one is here. */
  isStale: boolean;
}

/** How much is counted, and beside it the check that no row was lost on the way. */
export function Headline({ summary, isStale }: Props) {
  const rows: RowCounts = summary;
  return (
    <KeyFigures label="Summary" isStale={isStale} check={<ConservationCheck rows={rows} />}>
      <KeyFigure name="Files">
        <Count value={summary.runs} />
      </KeyFigure>
      <KeyFigure name="Branches">
        <Count value={summary.branches} />
      </KeyFigure>
      <KeyFigure name="Rows counted">
        <Count value={summary.rowsCounted} />
      </KeyFigure>
      {rows.rowsCorrected !== undefined && rows.rowsCorrected > 0 && (
        <KeyFigure name="Rows corrected">
          <Count value={rows.rowsCorrected} />
        </KeyFigure>
      )}
      <KeyFigure name="Rows quarantined">
        <Count value={rows.rowsStillQuarantined ?? rows.rowsQuarantined} />
      </KeyFigure>
      <KeyFigure name="Total amount">
        <Amount value={summary.sum} currency={summary.currency} />
      </KeyFigure>
    </KeyFigures>
  );
}
