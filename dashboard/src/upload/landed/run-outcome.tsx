import { useEffect } from 'react';
import { Link } from 'wouter';
import { formatCount } from '../../amounts/amount.ts';
import { Count } from '../../amounts/figures.tsx';
import type { RunDetail } from '../../api/client.ts';
import { Notice } from '../../layout/notice.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { figuresAddress } from '../../runs/figures-address.ts';
import { ProgressBar } from '../../runs/progress-bar.tsx';
import { StateBadge } from '../../runs/state-badge.tsx';
import { Waiting } from '../../runs/waiting-line.tsx';
import type { LandedFile } from '../engine/transport.ts';
import styles from './run-outcome.module.css';
import { useLandedRun } from './use-landed-run.ts';

interface Props {
  name: string;
  landed: LandedFile;
  announce: (text: string) => void;
}

/** What becomes of a landed file, live, until its figures stand or it is known why they do not. */
export function RunOutcome({ name, landed, announce }: Props) {
  const query = useLandedRun(landed);
  const run = query.data;
  const outcome = run ? outcomeWords(run) : undefined;
  useEffect(() => {
    if (outcome !== undefined) announce(`${name}: ${outcome}`);
  }, [name, outcome, announce]);
  return (
    <div className={styles['outcome']}>
      <QueryState query={query} what={`run of ${name}`} />
      {run === null && <p className={styles['step']}>Landed. Its run is being recorded…</p>}
      {run && <Recorded run={run} />}
    </div>
  );
}

function Recorded({ run }: { run: RunDetail }) {
  return (
    <>
      <p className={styles['step']}>
        <StateBadge run={run} /> <Waiting run={run} />
      </p>
      {run.progress !== null && <ProgressBar progress={run.progress} />}
      {run.error !== null && run.endedAt !== null && (
        <Notice tone="bad" title={run.error.message}>
          <p>
            <Link href={`/runs/${run.runId}`}>See its quarantined rows and what can be done</Link>
          </p>
        </Notice>
      )}
      {run.state === 'SUCCEEDED' && <Figures run={run} />}
      {run.state === 'DUPLICATE' && (
        <p className={styles['step']}>
          The same bytes count already, by <Link href={`/runs/${run.duplicateOf}`}>another run</Link>; they are not
          counted twice.
        </p>
      )}
      {run.error === null && run.state !== 'SUCCEEDED' && <Link href={`/runs/${run.runId}`}>Open the run</Link>}
    </>
  );
}

function Figures({ run }: { run: RunDetail }) {
  const address = figuresAddress(run);
  return (
    <>
      <p className={styles['step']}>
        <Count value={run.rowsRead ?? 0} /> rows read = <Count value={run.rowsCounted ?? 0} /> counted +{' '}
        <Count value={run.rowsQuarantined ?? 0} /> quarantined
      </p>
      <p className={styles['links']}>
        {address !== undefined && <Link href={address}>Figures of this file</Link>}
        <Link href={`/runs/${run.runId}`}>Its receipt</Link>
      </p>
    </>
  );
}

/** Said once, when a run has ended; undefined before. */
function outcomeWords(run: RunDetail): string | undefined {
  switch (run.state) {
    case 'SUCCEEDED':
      return `${formatCount(run.rowsCounted ?? 0)} rows counted, ${formatCount(run.rowsQuarantined ?? 0)} quarantined.`;
    case 'DUPLICATE':
      return 'the same bytes count already.';
    case 'REJECTED':
    case 'FAILED':
      return `${run.state === 'REJECTED' ? 'rejected' : 'failed'}. ${run.error?.message ?? ''}`;
    default:
      return undefined;
  }
}
