import { useState } from 'react';
import { Count } from '../amounts/figures.tsx';
import type { Reject, RunDetail } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { DownloadButton } from '../layout/download-button.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { MoreRows } from '../lists/more-rows.tsx';
import { useSparsePages } from '../lists/use-sparse-pages.ts';
import { RawText } from '../rejects/raw-text.tsx';
import { reasonWords } from '../rejects/reason-words.ts';
import styles from './rejects.module.css';
import { Section } from './section.tsx';
import { type RejectGroup, useRejects } from './use-run.ts';

/** Quarantined rows, grouped by file and by what is wrong with them, with a download of all. */
export function Rejects({ run }: { run: RunDetail }) {
  if ((run.rowsQuarantined ?? 0) === 0) return null;
  return (
    <Section title="Quarantined rows" beside={<Downloads run={run} />}>
      {run.rejectCounts.map(({ role, reason, column, count }, place) => (
        <Group
          key={`${role} ${reason} ${column}`}
          group={{ runId: run.runId, attempt: run.attempts, role, reason, column }}
          count={count}
          beginsOpen={place === 0}
        />
      ))}
    </Section>
  );
}

/** All rows as CSV; of several files each for itself, for their columns differ. */
function Downloads({ run: { runId, corrects, rejectCounts } }: { run: RunDetail }) {
  // Rows of a correction are not given out: their lines are not those of the original, where all that is left can be had.
  if (corrects !== null) return null;
  const roles = [...new Set(rejectCounts.map(({ role }) => role))];
  return (
    <div className={styles['downloads']}>
      {roles.map((role) => (
        <DownloadButton
          key={role ?? ''}
          href={`/api/runs/${runId}/rejects.csv?${new URLSearchParams({ ...(role !== undefined && { role }), all: 'true' })}`}
          size="xs"
        >
          Download all {role !== undefined && `of ${role}`} as CSV
        </DownloadButton>
      ))}
    </div>
  );
}

/** The rows of one reason and column; they are asked for when the group is opened. */
function Group({ group, count, beginsOpen }: { group: RejectGroup; count: number; beginsOpen: boolean }) {
  const [isOpen, setOpen] = useState(beginsOpen);
  const { role, reason, column } = group;
  return (
    <details className={styles['group']} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={styles['count']}>
          <Count value={count} /> {count === 1 ? 'row' : 'rows'}
        </span>{' '}
        {role !== undefined && (
          <>
            of <code>{role}</code>{' '}
          </>
        )}
        <code>{reason}</code>
        {column !== '' && (
          <>
            {' '}
            in <code>{column}</code>
          </>
        )}
        <span className={styles['words']}>{reasonWords(reason)}</span>
      </summary>
      {isOpen && <Rows group={group} count={count} />}
    </details>
  );
}

function Rows({ group, count }: { group: RejectGroup; count: number }) {
  const query = useRejects(group, true);
  const { rows, hasMore } = useSparsePages(query, count);
  return (
    <div className={styles['rows']}>
      <QueryState query={query} what="quarantined rows" />
      {rows.length > 0 && <RowTable rows={rows} group={group} />}
      <MoreRows
        shown={rows.length}
        count={count}
        hasMore={hasMore}
        isFetching={query.isFetchingNextPage}
        what="quarantined rows"
        onMore={() => void query.fetchNextPage()}
      />
    </div>
  );
}

function RowTable({ rows, group: { role, reason, column } }: { rows: readonly Reject[]; group: RejectGroup }) {
  return (
    <DataRegion
      label={`Quarantined rows${role === undefined ? '' : ` of ${role}`}: ${reason}${column && ` in ${column}`}`}
      className={styles['region']}
    >
      <table>
        <thead>
          <tr>
            <th scope="col" data-figures>
              Line
            </th>
            <th scope="col" data-figures>
              Byte offset
            </th>
            <th scope="col">Column</th>
            <th scope="col">Row as it came</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.offset}>
              <td data-figures>
                <Count value={row.line} />
              </td>
              <td data-figures>
                <Count value={row.offset} />
              </td>
              <td>{row.column || <span title="The row as a whole">–</span>}</td>
              <td className={styles['raw']}>
                <RawText row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}
