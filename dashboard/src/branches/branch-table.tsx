import { formatAmount, formatCount, minorUnits } from '../amounts/amount.ts';
import type { Branch } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { RangeBar } from './range-bar.tsx';
import { rangeScale, type ScaleKind } from './range-scale.ts';
import type { SortColumn, SortOrder } from './use-branches.ts';

const headings: { column: SortColumn; label: string }[] = [
  { column: 'branchCode', label: 'Branch' },
  { column: 'count', label: 'Count' },
  { column: 'min', label: 'Minimum' },
  { column: 'average', label: 'Average' },
  { column: 'max', label: 'Maximum' },
  { column: 'sum', label: 'Total' },
];

interface Props {
  branches: Branch[];
  sort: SortColumn;
  order: SortOrder;
  scale: ScaleKind;
  onSort: (column: SortColumn) => void;
}

export function BranchTable({ branches, sort, order, scale, onSort }: Props) {
  const position = rangeScale(scale, extreme(branches, 'min'), extreme(branches, 'max'));
  return (
    <DataRegion label="Branches">
      <table>
        <caption className="visually-hidden">Figures per branch; the headings sort</caption>
        <thead>
          <tr>
            {headings.map(({ column, label }) => (
              <th
                key={column}
                scope="col"
                className={column === 'branchCode' ? '' : 'number'}
                aria-sort={sort === column ? (order === 'asc' ? 'ascending' : 'descending') : 'none'}
              >
                <button type="button" className="sort" onClick={() => onSort(column)}>
                  {label}
                  <span aria-hidden="true">{sort === column ? (order === 'asc' ? ' ▲' : ' ▼') : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col" className="range-heading">
              Range
            </th>
          </tr>
        </thead>
        <tbody>
          {branches.map((branch) => (
            <tr key={branch.branchCode}>
              <th scope="row">{branch.branchCode}</th>
              <td className="number">{formatCount(branch.count)}</td>
              <td className="number">{formatAmount(branch.min)}</td>
              <td className="number">{formatAmount(branch.average)}</td>
              <td className="number">{formatAmount(branch.max)}</td>
              <td className="number">{formatAmount(branch.sum)}</td>
              <td className="range-cell">
                <RangeBar branch={branch} position={position} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}

/** The smallest minimum or the largest maximum of the branches that are shown. */
function extreme(branches: Branch[], which: 'min' | 'max'): string {
  return branches
    .map((branch) => branch[which])
    .reduce((best, amount) => {
      const difference = minorUnits(amount, 2) - minorUnits(best, 2);
      return (which === 'min' ? difference < 0n : difference > 0n) ? amount : best;
    });
}
