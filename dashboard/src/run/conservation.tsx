import { Count } from '../amounts/figures.tsx';
import { Icon } from '../layout/icon.tsx';
import { Notice } from '../layout/notice.tsx';
import styles from './conservation.module.css';

export interface RowCounts {
  readonly rowsRead: number | null;
  readonly rowsCounted: number | null;
  readonly rowsQuarantined: number | null;
  /** Of the quarantined rows those that a correction has put right. */
  readonly rowsCorrected?: number | null;
}

export interface Conserved {
  readonly read: bigint;
  readonly counted: bigint;
  readonly corrected: bigint;
  /** Quarantined and not corrected. */
  readonly quarantined: bigint;
  readonly holds: boolean;
}

/** What became of the rows that were read; undefined while that is not known. */
export function conservedRows(run: RowCounts): Conserved | undefined {
  if (run.rowsRead === null || run.rowsCounted === null || run.rowsQuarantined === null) return undefined;
  const read = BigInt(run.rowsRead);
  const counted = BigInt(run.rowsCounted);
  const corrected = BigInt(run.rowsCorrected ?? 0);
  const quarantined = BigInt(run.rowsQuarantined) - corrected;
  return {
    read,
    counted,
    corrected,
    quarantined,
    holds: quarantined >= 0n && read === counted + corrected + quarantined,
  };
}

/** "100 rows read = 98 counted + 2 quarantined", worked out here and not taken on trust. */
export function Conservation({ run }: { run: RowCounts }) {
  const rows = conservedRows(run);
  if (rows === undefined) return null;
  const equation = (
    <>
      <Count value={rows.read} /> rows read {rows.holds ? '=' : '≠'} <Count value={rows.counted} /> counted +{' '}
      {rows.corrected > 0n && (
        <>
          <Count value={rows.corrected} /> corrected +{' '}
        </>
      )}
      <Count value={rows.quarantined} /> {rows.corrected > 0n ? 'still quarantined' : 'quarantined'}
    </>
  );
  if (!rows.holds) {
    return (
      <Notice tone="bad" role="alert" title="The rows do not add up.">
        <p>{equation}. Do not use these figures, and tell whoever runs Countinghouse.</p>
      </Notice>
    );
  }
  return (
    <p className={styles['holds']}>
      <Icon glyph="good" size={18} />
      <span>{equation}</span>
    </p>
  );
}
