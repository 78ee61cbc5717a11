import { formatAmount } from '../amounts/amount.ts';
import type { Branch } from '../api/client.ts';
import styles from './range-bar.module.css';
import { crossesZero, type RangeScale, rangeWidth } from './range-scale.ts';

/** So that a branch whose amounts are all alike can still be seen. */
const narrowest = 60;
const markWidth = 60;

/** Minimum, average and maximum of one branch on the scale that all branches share. */
export function RangeBar({ branch, scale }: { branch: Pick<Branch, 'min' | 'average' | 'max'>; scale: RangeScale }) {
  const from = scale.position(branch.min);
  const width = Math.max(scale.position(branch.max) - from, narrowest);
  const average = scale.position(branch.average);
  const label = `from ${formatAmount(branch.min)} to ${formatAmount(branch.max)}, average ${formatAmount(branch.average)}`;
  return (
    <svg
      className={styles['bar']}
      viewBox={`0 0 ${rangeWidth} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <rect className={styles['track']} x={0} y={46} width={rangeWidth} height={8} />
      {crossesZero(scale) && (
        <rect className={styles['zero']} x={scale.position('0') - 15} y={0} width={30} height={100} />
      )}
      <rect className={styles['span']} x={Math.min(from, rangeWidth - width)} y={28} width={width} height={44} />
      <rect
        className={styles['average']}
        x={Math.min(Math.max(average - markWidth / 2, 0), rangeWidth - markWidth)}
        y={8}
        width={markWidth}
        height={84}
      />
    </svg>
  );
}
