import type { BadRow } from '../../../csv-rules/findings.ts';
import { Count } from '../amounts/figures.tsx';
import { DataRegion } from '../layout/data-region.tsx';
import { RawText } from '../rejects/raw-text.tsx';
import { reasonWords } from '../rejects/reason-words.ts';
import type { PreflightReport } from './report.ts';
import styles from './report-view.module.css';

/** How many rows are bad for which reason, and the first of them as they came. */
export function BadRows({ report: { badRows, firstBadRows, reasonCounts } }: { report: PreflightReport }) {
  if (badRows === 0) return null;
  const shown = firstBadRows.length;
  const label = shown === badRows ? 'Bad rows' : `The first ${shown} bad rows`;
  return (
    <>
      <ul className={styles['reasons']}>
        {reasonCounts.map(({ reason, column, count }) => (
          <li key={`${reason} ${column}`}>
            <Count value={count} /> × {reasonWords(reason)}
            {column && (
              <>
                {' '}
                in <code>{column}</code>
              </>
            )}
          </li>
        ))}
      </ul>
      <DataRegion label={label}>
        <table>
          <caption className={styles['caption']}>{label}</caption>
          <thead>
            <tr>
              <th scope="col" data-figures>
                Line
              </th>
              <th scope="col" data-figures>
                Byte offset
              </th>
              <th scope="col">Reason</th>
              <th scope="col">Column</th>
              <th scope="col">Row as it is in the file</th>
            </tr>
          </thead>
          <tbody>
            {firstBadRows.map((row) => (
              <Row key={row.offset} row={row} />
            ))}
          </tbody>
        </table>
      </DataRegion>
    </>
  );
}

function Row({ row }: { row: BadRow }) {
  return (
    <tr>
      <td data-figures>
        <Count value={row.line} />
      </td>
      <td data-figures>
        <Count value={row.offset} />
      </td>
      <td title={row.reason}>{reasonWords(row.reason)}</td>
      <td className={styles['column']}>{row.column === '' ? 'the whole row' : <code>{row.column}</code>}</td>
      <td className={styles['raw']}>
        <RawText row={row} rest="The file has all of it." />
      </td>
    </tr>
  );
}
