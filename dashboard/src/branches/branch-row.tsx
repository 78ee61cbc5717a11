import { type CSSProperties, memo } from 'react';
import { Link } from 'wouter';
import { Amount, Count } from '../amounts/figures.tsx';
import type { Branch } from '../api/client.ts';
import styles from './branch-table.module.css';
import { branchAddress } from './branch-view.ts';
import { RangeBar } from './range-bar.tsx';
import type { RangeScale } from './range-scale.ts';

interface Props {
  /** Undefined while it is on its way. */
  branch: Branch | undefined;
  /** In the whole list, from 0. */
  index: number;
  /** Pixels below the top of the list. */
  top: number;
  scale: RangeScale;
}

export const BranchRow = memo(function BranchRow({ branch, index, top, scale }: Props) {
  const place: CSSProperties = { transform: `translateY(${top}px)` };
  // The row of headings is the first one.
  const rowIndex = index + 2;
  if (!branch) {
    return (
      <tr className={styles['row']} style={place} aria-rowindex={rowIndex} data-loading="">
        <th scope="row">
          <span className="visually-hidden">Loading…</span>
        </th>
        <td colSpan={6} />
      </tr>
    );
  }
  return (
    <tr className={styles['row']} style={place} aria-rowindex={rowIndex} data-index={index}>
      <th scope="row" title={branch.branchCode}>
        <Link href={branchAddress(branch.branchCode)}>{branch.branchCode}</Link>
      </th>
      <td data-label="Count">
        <Count value={branch.count} />
      </td>
      <td data-label="Minimum">
        <Amount value={branch.min} />
      </td>
      <td data-label="Average">
        <Amount value={branch.average} />
      </td>
      <td data-label="Maximum">
        <Amount value={branch.max} />
      </td>
      <td data-label="Total">
        <Amount value={branch.sum} />
      </td>
      <td className={styles['range']}>
        <RangeBar branch={branch} scale={scale} />
      </td>
    </tr>
  );
});
