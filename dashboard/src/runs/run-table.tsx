import type { Run } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { RunRow } from './run-row.tsx';
import styles from './run-table.module.css';

/** Runs, newest first. On narrow screens the figures stand below the file's name. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  return (
    <DataRegion label="Runs">
      <table className={styles['table']}>
        <caption className="visually-hidden">Runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className={styles['state']}>
              State
            </th>
            <th scope="col" className={styles['wide']}>
              Recorded
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Waited
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Took
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Rows read
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Counted
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Quarantined
            </th>
            <th scope="col" className={styles['wide']} data-figures>
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.runId} run={run} />
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}
