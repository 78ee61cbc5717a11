import { formatAmount, formatCount } from '../amounts/amount.ts';
import type { Branch, BranchSummary } from '../api/client.ts';
import type { SortColumn } from './branch-view.ts';

interface Column {
  readonly sort: SortColumn;
  readonly label: string;
}

export const columns: readonly Column[] = [
  { sort: 'branchCode', label: 'Branch' },
  { sort: 'count', label: 'Count' },
  { sort: 'min', label: 'Minimum' },
  { sort: 'average', label: 'Average' },
  { sort: 'max', label: 'Maximum' },
  { sort: 'sum', label: 'Total' },
];

const leastCharacters = 9;

/**
 * Characters that each column of figures has to hold, so that no figure is ever cut: of all branches as far as the summary
 * tells (no count is larger than all rows, no minimum longer than the extremes), and of the rows that are in view.
 */
export function widthsOf(summary: BranchSummary | null, rows: readonly Branch[]): Record<string, number> {
  const extremes = [summary?.min, summary?.max].map((amount) => (amount ? formatAmount(amount).length : 0));
  const amounts = Math.max(leastCharacters, ...extremes);
  const sums = [summary?.sum ?? '0', ...rows.map((row) => row.sum)].map((amount) => formatAmount(amount).length);
  return {
    count: Math.max(leastCharacters, formatCount(summary?.rowsCounted ?? 0).length),
    amount: amounts,
    average: amounts + 2,
    sum: Math.max(leastCharacters, ...sums),
  };
}
