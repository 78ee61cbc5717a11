import { Link } from 'wouter';
import { balancesJobType } from '../../accounts/balance-view.ts';
import type { RunDetail } from '../../api/client.ts';
import { figuresAddress } from '../../runs/figures-address.ts';
import { Section } from '../section.tsx';
import { BalancesOfRun } from './balances-of-run.tsx';
import { BranchesOfRun } from './branches-of-run.tsx';
import styles from './figures.module.css';

/** What the run has published, by the kind of report that it makes, and the way to all of it. */
export function Figures({ run }: { run: RunDetail }) {
  if (run.publishedAttempt === null) return null;
  const address = figuresAddress(run);
  const all = address !== undefined && <Link href={address}>All figures of this run</Link>;
  return (
    <Section title="Figures" beside={all}>
      <p className={styles['standing']}>{standing(run)}</p>
      {run.jobType === 'branch-stats' && <BranchesOfRun run={run} />}
      {run.jobType === balancesJobType && <BalancesOfRun run={run} />}
    </Section>
  );
}

/** Balances of two batches are not added up, so that there are no totals that they could be in. */
function standing({ jobType, counts }: RunDetail): string {
  if (jobType === balancesJobType) return counts ? 'They count.' : 'They do not count now.';
  return counts ? 'They are in the totals.' : 'They are not in the totals now.';
}
