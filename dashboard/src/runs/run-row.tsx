import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Count } from '../amounts/figures.tsx';
import type { Run } from '../api/client.ts';
import { Moment, Unknown } from '../layout/moment.tsx';
import { Cost } from './cost.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { reasonLine } from './reason-line.ts';
import { fullKeys, runName } from './run-names.ts';
import styles from './run-table.module.css';
import { Took, Waited } from './run-times.tsx';
import { StateBadge } from './state-badge.tsx';
import { Waiting } from './waiting-line.tsx';

/** One run in the list. */
export function RunRow({ run }: { run: Run }) {
  return (
    <tr>
      <th scope="row" className={styles['file']}>
        <span className={styles['narrow']}>
          <StateBadge run={run} />
        </span>
        <Link href={`/runs/${run.runId}`} title={fullKeys(run)}>
          {runName(run)}
        </Link>
        <Now run={run} />
        <span className={`${styles['about']} ${styles['short']}`}>
          <InShort run={run} />
        </span>
      </th>
      <td className={styles['state']}>
        <StateBadge run={run} />
      </td>
      <td className={styles['wide']}>
        <Moment at={run.createdAt} />
      </td>
      <td className={styles['wide']} data-figures>
        <Waited run={run} />
      </td>
      <td className={styles['wide']} data-figures>
        <Took run={run} />
      </td>
      <Figure>{run.rowsRead === null ? <Unknown /> : <Count value={run.rowsRead} />}</Figure>
      <Figure>{run.rowsCounted === null ? <Unknown /> : <Count value={run.rowsCounted} />}</Figure>
      <Figure>
        {run.rowsQuarantined === null ? <Unknown /> : <Count value={run.rowsQuarantined} />}
        {run.rowsCorrected > 0 && (
          <span className={styles['about']}>
            <Count value={run.rowsCorrected} /> corrected
          </span>
        )}
      </Figure>
      <Figure>{run.costUsd === null ? <Unknown /> : <Cost dollars={run.costUsd} />}</Figure>
    </tr>
  );
}

function Figure({ children }: { children: ReactNode }) {
  return (
    <td className={styles['wide']} data-figures>
      {children}
    </td>
  );
}

/** What is the matter with it now: what it waits for, how far it is, or why it failed. */
function Now({ run }: { run: Run }) {
  return (
    <>
      {run.state === 'PENDING' && (
        <span className={styles['about']}>
          <Waiting run={run} />
        </span>
      )}
      {run.progress && <ProgressBar progress={run.progress} />}
      {run.error && <span className={`${styles['about']} ${styles['reason']}`}>{reasonLine(run.error)}</span>}
    </>
  );
}

/** The figures of a row in a line of words, for narrow screens. */
function InShort({ run }: { run: Run }) {
  return (
    <>
      <Moment at={run.createdAt} />
      {run.startedAt !== null && (
        <>
          {' '}
          · took <Took run={run} />
        </>
      )}
      {run.rowsRead !== null && (
        <>
          {' '}
          · <Count value={run.rowsRead} /> rows, <Count value={run.rowsQuarantined ?? 0} /> quarantined
          {run.rowsCorrected > 0 && (
            <>
              , <Count value={run.rowsCorrected} /> of them corrected
            </>
          )}
        </>
      )}
      {run.costUsd !== null && (
        <>
          {' '}
          · <Cost dollars={run.costUsd} />
        </>
      )}
    </>
  );
}
