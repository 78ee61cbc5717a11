import { Button } from '@mantine/core';
import { formatCount } from '../amounts/amount.ts';
import type { RunDetail } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useRejects } from './use-runs.ts';

/** Quarantined rows: how many for each reason, and the rows themselves with where they stand in the file. */
export function Rejects({ run }: { run: RunDetail }) {
  const some = (run.rowsQuarantined ?? 0) > 0;
  const query = useRejects(run.runId, some);
  if (!some) return null;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="rejects">
      <h2 id="rejects">Quarantined rows</h2>
      <ul>
        {run.rejectCounts.map(({ reason, column, count }) => (
          <li key={`${reason} ${column}`}>
            {formatCount(count)} × <code>{reason}</code>
            {column && (
              <>
                {' '}
                in <code>{column}</code>
              </>
            )}
          </li>
        ))}
      </ul>
      <QueryState query={query} what="quarantined rows" />
      {rows.length > 0 && (
        <DataRegion label="Quarantined rows, one by one">
          <table>
            <thead>
              <tr>
                <th scope="col" className="number">
                  Line
                </th>
                <th scope="col" className="number">
                  Byte offset
                </th>
                <th scope="col">Reason</th>
                <th scope="col">Column</th>
                <th scope="col">Row as it came</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.offset}>
                  <td className="number">{formatCount(row.line)}</td>
                  <td className="number">{formatCount(row.offset)}</td>
                  <td>{row.reason}</td>
                  <td>{row.column || '–'}</td>
                  <td>
                    <code className="raw">{row.raw}</code>
                    {row.rawTruncated && (
                      <span className="faint"> … (cut; {formatCount(row.length)} bytes in all)</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </DataRegion>
      )}
      {query.hasNextPage && (
        <p className="more">
          <Button variant="default" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more rows
          </Button>
        </p>
      )}
    </section>
  );
}
