import type { RunDetail } from '../api/client.ts';
import type { RowCounts } from '../branches/conservation.ts';
import { ConservationCheck } from '../branches/conservation-check.tsx';

type Counted = Pick<RunDetail, 'rowsRead' | 'rowsCounted' | 'rowsCorrected' | 'rowsStillQuarantined'>;

/** What became of the run's rows, checked; nothing while that is not known. */
export function Conservation({ run }: { run: Counted }) {
  const rows = rowsOf(run);
  return rows === undefined ? null : <ConservationCheck rows={rows} />;
}

/** Rows that were put right are counted elsewhere, and those that are still bad nowhere. */
export function rowsOf({ rowsRead, rowsCounted, rowsCorrected, rowsStillQuarantined }: Counted): RowCounts | undefined {
  if (rowsRead === null || rowsCounted === null || rowsStillQuarantined === null) return undefined;
  return { rowsRead, rowsCounted, rowsCorrected, rowsQuarantined: rowsStillQuarantined };
}
