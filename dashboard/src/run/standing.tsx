import type { RunDetail } from '../api/client.ts';
import { Notice } from '../layout/notice.tsx';
import { ProgressBar } from '../runs/progress-bar.tsx';
import { firstSentence, reasonLine } from '../runs/reason-line.ts';
import { StateBadge } from '../runs/state-badge.tsx';
import { Waiting } from '../runs/waiting-line.tsx';
import { Conservation } from './conservation.tsx';
import styles from './standing.module.css';

/** How the run stands: its state, what it waits for, how far it is, why it failed, and that no row was lost. */
export function Standing({ run }: { run: RunDetail }) {
  return (
    <>
      <div className={styles['standing']}>
        <span role="status">
          <StateBadge run={run} />
        </span>
        {run.state === 'PENDING' && (
          <span>
            It <Waiting run={run} />.
          </span>
        )}
        {run.progress && <ProgressBar progress={run.progress} />}
      </div>
      {run.error && <Reason error={run.error} />}
      <Conservation run={run} />
    </>
  );
}

/** Why it failed in one line; the whole message below when there is more. */
function Reason({ error }: { error: NonNullable<RunDetail['error']> }) {
  const hasMore = firstSentence(error.message) !== error.message.trim();
  return (
    <Notice tone="bad" title={reasonLine(error)}>
      {hasMore && <p className={styles['message']}>{error.message}</p>}
      <p>
        Code: <code>{error.code}</code>
      </p>
    </Notice>
  );
}
