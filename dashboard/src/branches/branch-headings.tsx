import { UnstyledButton } from '@mantine/core';
import { Amount } from '../amounts/figures.tsx';
import { Icon } from '../layout/icon.tsx';
import styles from './branch-table.module.css';
import type { SortColumn, SortOrder } from './branch-view.ts';
import { columns } from './columns.ts';
import type { RangeScale } from './range-scale.ts';

interface Props {
  sort: SortColumn;
  order: SortOrder;
  scale: RangeScale;
  onSort: (column: SortColumn) => void;
}

/** The headings sort; that of the bars tells their scale. */
export function BranchHeadings({ sort, order, scale, onSort }: Props) {
  const direction = order === 'asc' ? 'ascending' : 'descending';
  return (
    <tr aria-rowindex={1}>
      {columns.map(({ sort: column, label }) => (
        <th key={column} scope="col" aria-sort={sort === column ? direction : 'none'}>
          <UnstyledButton className={styles['sort']} onClick={() => onSort(column)}>
            {label}
            <span className={styles['direction']}>{sort === column && <Icon glyph={direction} size={14} />}</span>
          </UnstyledButton>
        </th>
      ))}
      <th scope="col" className={styles['range']}>
        <span className="visually-hidden">
          Range, on a {scale.kind === 'log' ? 'logarithmic' : 'linear'} scale from{' '}
        </span>
        <span className={styles['ends']}>
          <Amount value={scale.low} />
          <span aria-hidden="true">{scale.kind === 'log' ? 'log' : 'linear'}</span>
          <span className="visually-hidden"> to </span>
          <Amount value={scale.high} />
        </span>
      </th>
    </tr>
  );
}
