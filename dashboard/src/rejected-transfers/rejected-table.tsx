import { Link } from 'wouter';
import { accountAddress } from '../accounts/balance-view.ts';
import { Count } from '../amounts/figures.tsx';
import type { RejectedTransfer } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import styles from './rejected-table.module.css';
import { rejectionWords } from './rejection-words.ts';

/** The transfers in the order of their file, and why each moved nothing. */
export function RejectedTable({ rows }: { rows: readonly RejectedTransfer[] }) {
  return (
    <DataRegion label="Rejected transfers" className={styles['region'] ?? ''}>
      <table>
        <caption className="visually-hidden">Rejected transfers in the order of their file</caption>
        <thead>
          <tr>
            <th scope="col" data-figures>
              Line
            </th>
            <th scope="col">Reason</th>
            <th scope="col">Date</th>
            <th scope="col">From</th>
            <th scope="col" data-figures>
              Amount
            </th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td data-figures>
                <Count value={row.line} />
              </td>
              <td className={styles['reason']} title={row.reason}>
                {rejectionWords(row.reason)}
              </td>
              <td className={styles['date']}>{row.date}</td>
              <td className={styles['account']}>
                <Link href={accountAddress(row.fromAccountNumber)}>{row.fromAccountNumber}</Link>
              </td>
              <td data-figures>{row.transferAmount}</td>
              <td className={styles['account']}>
                <Link href={accountAddress(row.toAccountNumber)}>{row.toAccountNumber}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}
