import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchDetail, BranchRun } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { Moment } from '../layout/moment.tsx';
import { Pill } from '../layout/pill.tsx';
import styles from './branch-page.module.css';
import type { useBranch } from './use-branch.ts';

const figureHeadings = ['Count', 'Minimum', 'Average', 'Maximum', 'Total'];

interface Props {
  query: ReturnType<typeof useBranch>;
  branch: BranchDetail;
}

/** The runs with rows of the branch, the newest landing first; the chart in numbers, and those that do not count, too. */
export function BranchHistory({ query, branch }: Props) {
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <section aria-labelledby="history-title">
      <div className={styles['head']}>
        <h2 id="history-title">Files</h2>
      </div>
      <DataRegion label="Files with rows of this branch" className={styles['history'] ?? ''}>
        <table>
          <caption className="visually-hidden">The figures of this branch file by file, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Landed</th>
              <th scope="col">In the figures</th>
              {figureHeadings.map((heading) => (
                <th key={heading} scope="col" data-figures="">
                  {heading}
                </th>
              ))}
              <th scope="col">Version</th>
              <th scope="col">Checksum</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <HistoryRow key={run.runId} run={run} branch={branch} />
            ))}
          </tbody>
        </table>
      </DataRegion>
      {query.hasNextPage && (
        <p className={styles['more']}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show older files
          </Button>
        </p>
      )}
    </section>
  );
}

function HistoryRow({ run, branch }: { run: BranchRun; branch: BranchDetail }) {
  return (
    <tr>
      <th scope="row" className={styles['file']}>
        <Link href={`/runs/${run.runId}`}>{fileName(run.source.key)}</Link>
        {run.corrects && (
          <span className={styles['reason']}>
            corrects rows of <Link href={`/runs/${run.corrects}`}>another file</Link>
          </span>
        )}
      </th>
      <td>
        <Moment at={run.landedAt} />
      </td>
      <td>
        <Standing run={run} />
      </td>
      <td data-figures="">
        <Count value={run.count} />
      </td>
      <td data-figures="">
        <Amount value={run.min} /> {run.counts && run.min === branch.min && <Pill tone="info">minimum</Pill>}
      </td>
      <td data-figures="">
        <Amount value={run.average} />
      </td>
      <td data-figures="">
        <Amount value={run.max} /> {run.counts && run.max === branch.max && <Pill tone="info">maximum</Pill>}
      </td>
      <td data-figures="">
        <Amount value={run.sum} />
      </td>
      <td>
        <code>{run.source.versionId}</code>
      </td>
      <td>
        <code>{run.source.checksum}</code>
      </td>
    </tr>
  );
}

/** Whether the run's figures are in the merged ones, and if not, why. */
function Standing({ run }: { run: BranchRun }) {
  if (run.counts) return <Pill tone="good">counts</Pill>;
  if (run.withdrawnAt) {
    return (
      <>
        <Pill tone="warm">withdrawn</Pill>
        {run.withdrawnReason && <span className={styles['reason']}>{run.withdrawnReason}</span>}
      </>
    );
  }
  if (run.supersededBy) {
    return (
      <>
        <Pill tone="quiet">superseded</Pill>{' '}
        <Link href={`/runs/${run.supersededBy}`} className={styles['reason'] ?? ''}>
          by a newer version
        </Link>
      </>
    );
  }
  return <Pill tone="quiet">does not count</Pill>;
}

/** The last part of a key, which is the name of the file. */
export function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
