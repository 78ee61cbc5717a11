import { Count } from '../../amounts/figures.tsx';
import { DataRegion } from '../../layout/data-region.tsx';
import type { PreflightReport } from '../../preflight/index.ts';
import { reasonWords } from '../../rejects/reason-words.ts';
import styles from './check-result.module.css';

/** The first bad rows that were found, with what is wrong with each. */
export function BadRows({ report }: { report: PreflightReport }) {
  const { firstBadRows, badRows, reasonCounts } = report;
  return (
    <details className={styles['details']}>
      <summary>
        {firstBadRows.length < badRows ? `The first ${firstBadRows.length} bad rows` : 'The bad rows'}, and why
      </summary>
      <ul className={styles['reasons']}>
        {reasonCounts.map(({ reason, column, count }) => (
          <li key={`${reason} ${column}`}>
            <Count value={count} /> × {reasonWords(reason)}
            {column !== '' && (
              <>
                {' '}
                in <code>{column}</code>
              </>
            )}
          </li>
        ))}
      </ul>
      <DataRegion label="Bad rows">
        <table>
          <thead>
            <tr>
              <th scope="col" data-figures>
                Line
              </th>
              <th scope="col">What is wrong</th>
              <th scope="col">The row</th>
            </tr>
          </thead>
          <tbody>
            {firstBadRows.map(({ line, offset, reason, column, raw, rawTruncated }) => (
              <tr key={offset}>
                <td data-figures>
                  <Count value={line} />
                </td>
                <td>
                  {reasonWords(reason)}
                  {column !== '' && ` (${column})`}
                </td>
                <td>
                  <code className={styles['raw']}>
                    {raw}
                    {rawTruncated && '…'}
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </DataRegion>
    </details>
  );
}
