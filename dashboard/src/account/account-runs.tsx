import { Link } from 'wouter';
import { AmountCells, CountCells, FigureHeadings } from '../amounts/figure-cells.tsx';
import type { AccountRun } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { Moment } from '../layout/moment.tsx';
import styles from './account-page.module.css';

const headings = ['Before', 'Received', 'Sent', 'After', 'Transfers in', 'Transfers out', 'Rejected'];

/** The account in each batch that counts, the newest first. */
export function AccountRuns({ runs }: { runs: readonly AccountRun[] }) {
  return (
    <section aria-labelledby="batches-title" className={styles['section']}>
      <h2 id="batches-title">From batch to batch</h2>
      <DataRegion label="Batches with this account" className={styles['region'] ?? ''}>
        <table>
          <caption className="visually-hidden">The account in each batch, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">Batch</th>
              <th scope="col">As of</th>
              <th scope="col">Country</th>
              <FigureHeadings names={headings} />
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.runId}>
                <th scope="row" className={styles['batch']}>
                  <Link href={`/runs/${run.runId}`}>{run.batch}</Link>
                </th>
                <td>
                  <Moment at={run.endedAt} />
                </td>
                <td>{run.country}</td>
                <AmountCells amounts={[run.openingBalance, run.incoming, run.outgoing, run.balance]} />
                <CountCells counts={[run.received, run.sent, run.rejected]} />
              </tr>
            ))}
          </tbody>
        </table>
      </DataRegion>
    </section>
  );
}
