import { Link } from 'wouter';
import type { RunDetail } from '../api/client.ts';
import { Moment } from '../layout/moment.tsx';
import { Notice } from '../layout/notice.tsx';
import { nameOfKey } from '../runs/run-names.ts';
import styles from './relations.module.css';

/** Other runs that this one stands for, or that stand for it. */
export function Relations({ run }: { run: RunDetail }) {
  return (
    <>
      {run.corrects !== null && (
        <Notice tone="quiet" title="A correction.">
          <p>
            It puts right quarantined rows of <Link href={`/runs/${run.corrects}`}>another run</Link>, and counts
            whenever that one does.
          </p>
        </Notice>
      )}
      {run.duplicateOf !== null && (
        <Notice title="The same bytes count already.">
          <p>
            They count through <Link href={`/runs/${run.duplicateOf}`}>another run</Link>, so that this one is not
            counted again. Should that one be withdrawn or superseded, this one counts in its place.
          </p>
        </Notice>
      )}
      {run.supersededBy !== null && (
        <Notice tone="quiet" title="A newer version of the file has taken its place.">
          <p>
            <Link href={`/runs/${run.supersededBy}`}>Its run</Link> counts now; the figures of this one are kept and do
            not count.
          </p>
        </Notice>
      )}
      {run.withdrawnAt !== null && (
        <Notice tone="warm" title="Its figures are withdrawn.">
          <p>
            Since <Moment at={run.withdrawnAt} />: {run.withdrawnReason}
          </p>
        </Notice>
      )}
      <Others runs={run.supersedes} title="It has taken the place of" />
      <Others runs={run.duplicates} title="Runs with the same bytes, not counted again" />
    </>
  );
}

function Others({ runs, title }: { runs: RunDetail['supersedes']; title: string }) {
  if (runs.length === 0) return null;
  return (
    <div className={styles['others']}>
      <p>{title}:</p>
      <ul>
        {runs.map((other) => (
          <li key={other.runId}>
            <Link href={`/runs/${other.runId}`}>{nameOfKey(other.key)}</Link>, recorded <Moment at={other.createdAt} />
          </li>
        ))}
      </ul>
    </div>
  );
}
