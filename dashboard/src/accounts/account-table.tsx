import { useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, useEffect, useRef } from 'react';
import { formatCount } from '../amounts/amount.ts';
import type { Account } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { rootFontSize } from '../layout/root-font-size.ts';
import { mostRows, useVirtualRows } from '../lists/use-virtual-rows.ts';
import { AccountRow } from './account-row.tsx';
import styles from './account-table.module.css';
import type { BalanceView } from './balance-view.ts';
import { columns, widthsOf } from './columns.ts';

/** Heights of a row in rem: in one line, and stacked where there is no room for that. As in the style sheet. */
const heights = { line: 2.125, stacked: 9.25 };

interface Props {
  view: BalanceView;
  /** How many accounts there are. */
  matching: number;
  rowAt: (row: number) => Account | undefined;
  /** Older rows are shown while those of another view are on their way. */
  isStale: boolean;
  /** The rows that are in view or close to it. */
  onRows: (first: number, last: number) => void;
}

export function AccountTable({ view, matching, rowAt, isStale, onRows }: Props) {
  const region = useRef<HTMLElement>(null);
  const isNarrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const rowHeight = (isNarrow ? heights.stacked : heights.line) * rootFontSize();
  const count = Math.min(matching, mostRows(rowHeight));
  const name = `accounts ${JSON.stringify(view)}`;
  const { rows, height, first, last, focus } = useVirtualRows(region, { count, rowHeight, name });
  useEffect(() => onRows(first, last), [onRows, first, last]);
  const widths = Object.entries(widthsOf(rows.flatMap(({ index }) => rowAt(index) ?? [])));
  const variables = Object.fromEntries(widths.map(([column, characters]) => [`--${column}`, `${characters}ch`]));
  return (
    <>
      <DataRegion label="Accounts" ref={region} className={styles['region'] ?? ''}>
        <table
          className={styles['table']}
          style={variables as CSSProperties}
          aria-rowcount={matching + 1}
          aria-busy={isStale}
          data-stale={isStale || undefined}
        >
          <caption className="visually-hidden">Balances per account, in the order of their numbers</caption>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height }} {...focus}>
            {rows.map(({ index, start }) => (
              <AccountRow key={index} account={rowAt(index)} index={index} top={start} />
            ))}
          </tbody>
        </table>
      </DataRegion>
      {count < matching && (
        <p className={styles['beyond']}>
          The list can be scrolled to its {formatCount(count)}th account. Search for what the number of one further on
          begins with, or choose a country.
        </p>
      )}
    </>
  );
}
