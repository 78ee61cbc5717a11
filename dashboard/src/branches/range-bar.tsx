import { formatAmount } from '../amounts/amount.ts';
import type { Branch } from '../api/client.ts';
import { rangeWidth } from './range-scale.ts';

/** Minimum, average and maximum of one branch on the scale that all branches share. */
export function RangeBar({ branch, position }: { branch: Branch; position: (amount: string) => number }) {
  const from = position(branch.min);
  const to = position(branch.max);
  const average = position(branch.average);
  const label = `from ${formatAmount(branch.min)} to ${formatAmount(branch.max)}, average ${formatAmount(branch.average)}`;
  return (
    <svg className="range" viewBox={`0 0 ${rangeWidth} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
      <rect className="range-track" x={0} y={46} width={rangeWidth} height={8} />
      <rect className="range-span" x={from} y={30} width={Math.max(to - from, 60)} height={40} />
      <rect className="range-average" x={Math.max(average - 40, 0)} y={10} width={80} height={80} />
    </svg>
  );
}
