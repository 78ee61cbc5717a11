import { ConservationCheck } from '../branches/conservation-check.tsx';

export interface RowCounts {
  readonly rowsRead: number | null;
  readonly rowsCounted: number | null;
  readonly rowsQuarantined: number | null;
  /** Of the quarantined rows those that a correction has put right. */
  readonly rowsCorrected?: number | null;
}

/** What became of the run's rows, checked; nothing while that is not known. */
export function Conservation({ run }: { run: RowCounts }) {
  const { rowsRead, rowsCounted, rowsQuarantined } = run;
  if (rowsRead === null || rowsCounted === null || rowsQuarantined === null) return null;
  const rowsCorrected = run.rowsCorrected ?? 0;
  const rows = { rowsRead, rowsCounted, rowsQuarantined: rowsQuarantined - rowsCorrected, rowsCorrected };
  return <ConservationCheck rows={rows} />;
}
