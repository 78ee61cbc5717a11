import { Link } from 'wouter';
import { Notice } from '../layout/notice.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import '../styles.css';
import { RunActions } from './actions.tsx';
import { Receipt } from './receipt.tsx';
import { Rejects } from './rejects.tsx';
import { fileName, progressInWords } from './run-table.tsx';
import { StateBadge } from './state-badge.tsx';
import { Timeline } from './timeline.tsx';
import { useRun } from './use-runs.ts';

export function RunPage({ runId }: { runId: string }) {
  const query = useRun(runId);
  const run = query.data;
  return (
    <>
      <p>
        <Link href="/runs">← All runs</Link>
      </p>
      <PageTitle title={run ? fileName(run) : 'Run'} />
      <QueryState query={query} what="run's facts" />
      {run && (
        <>
          <p role="status">
            <StateBadge run={run} /> {run.progress && progressInWords(run.progress)}
          </p>
          {run.error && (
            <Notice tone="bad">
              <p>
                <strong>{run.error.code}:</strong> {run.error.message}
              </p>
              {run.logLocation && (
                <p>
                  Log: <code>{run.logLocation}</code>
                </p>
              )}
            </Notice>
          )}
          {run.duplicateOf && (
            <Notice>
              The same bytes count already through <Link href={`/runs/${run.duplicateOf}`}>another run</Link>.
            </Notice>
          )}
          {run.supersededBy && (
            <Notice>
              A <Link href={`/runs/${run.supersededBy}`}>newer version of the file</Link> has taken its place.
            </Notice>
          )}
          {run.withdrawnAt && <Notice>Its figures are withdrawn: {run.withdrawnReason}</Notice>}
          {run.state === 'SUCCEEDED' && (
            <p>
              <Link href={`/?runId=${run.runId}`}>Figures of this file per branch</Link>
            </p>
          )}
          <RunActions run={run} />
          <Receipt run={run} />
          <Timeline run={run} />
          <Rejects run={run} />
        </>
      )}
    </>
  );
}
