import { type CSSProperties, memo } from 'react';
import { Link } from 'wouter';
import { Amount, Count } from '../amounts/figures.tsx';
import type { Account } from '../api/client.ts';
import styles from './account-table.module.css';
import { accountAddress } from './balance-view.ts';
import { columns } from './columns.ts';

interface Props {
  /** Undefined while it is on its way. */
  account: Account | undefined;
  /** In the whole list, from 0. */
  index: number;
  /** Pixels below the top of the list. */
  top: number;
}

export const AccountRow = memo(function AccountRow({ account, index, top }: Props) {
  const place: CSSProperties = { transform: `translateY(${top}px)` };
  // The row of headings is the first one.
  const rowIndex = index + 2;
  if (!account) {
    return (
      <tr className={styles['row']} style={place} aria-rowindex={rowIndex} data-loading="">
        <th scope="row">
          <span className="visually-hidden">Loading…</span>
        </th>
        <td colSpan={columns.length - 1} />
      </tr>
    );
  }
  const { accountNumber, country, openingBalance, incoming, outgoing, balance, sent, received, rejected } = account;
  return (
    <tr className={styles['row']} style={place} aria-rowindex={rowIndex} data-index={index}>
      <th scope="row" title={accountNumber}>
        <Link href={accountAddress(accountNumber)}>{accountNumber}</Link>
      </th>
      <td data-label="Country" className={styles['country']} title={country}>
        {country}
      </td>
      <td data-label="Before">
        <Amount value={openingBalance} />
      </td>
      <td data-label="Received">
        <Amount value={incoming} />
      </td>
      <td data-label="Sent">
        <Amount value={outgoing} />
      </td>
      <td data-label="After" className={styles['balance']}>
        <Amount value={balance} />
      </td>
      <td data-label="Transfers in">
        <Count value={received} />
      </td>
      <td data-label="Transfers out">
        <Count value={sent} />
      </td>
      <td data-label="Rejected">
        <Count value={rejected} />
      </td>
    </tr>
  );
});
