import { formatAmount, minorUnits } from '../amounts/amount.ts';
import { Count } from '../amounts/figures.tsx';
import { Bytes } from '../layout/bytes.tsx';
import { formatDuration } from '../layout/duration.ts';
import type { Estimate } from './report.ts';
import styles from './report-view.module.css';

/** What is to be expected of the run, said as an estimate. */
export function Estimates({ estimate }: { estimate: Estimate | null }) {
  if (estimate === null) return null;
  const { rows, rowsExact, uncompressedBytes, seconds, costUsd } = estimate;
  return (
    <>
      <dl className={styles['facts']}>
        <div>
          <dt>Rows</dt>
          <dd>
            {rowsExact ? '' : 'about '}
            <Count value={rowsExact ? rows : rounded(rows)} />
          </dd>
        </div>
        <div>
          <dt>Uncompressed</dt>
          <dd>
            {rowsExact ? '' : 'about '}
            <Bytes count={uncompressedBytes} />
          </dd>
        </div>
        <div>
          <dt>Time of the run</dt>
          <dd>about {formatDuration(1000 * seconds)}</dd>
        </div>
        {costUsd !== null && (
          <div>
            <dt>Cost on AWS</dt>
            <dd>{costWords(costUsd)}</dd>
          </div>
        )}
      </dl>
      <p className={styles['faint']}>
        Time and cost are estimates from speeds measured on one machine; waiting for a worker and its start come on top.
      </p>
    </>
  );
}

/** To three digits: an estimate has no more. */
function rounded(rows: number): number {
  return Number(rows.toPrecision(3));
}

const costDecimals = 8;
const shownDecimals = 4;

function costWords(costUsd: string): string {
  const unit = 10n ** BigInt(costDecimals - shownDecimals);
  const shown = (minorUnits(costUsd, costDecimals) + unit / 2n) / unit;
  const digits = (shown === 0n ? 1n : shown).toString().padStart(shownDecimals + 1, '0');
  const amount = formatAmount(`${digits.slice(0, -shownDecimals)}.${digits.slice(-shownDecimals)}`, undefined, 'USD');
  return shown === 0n ? `less than ${amount}` : `about ${amount}`;
}
