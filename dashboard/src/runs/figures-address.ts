import { accountsAddress, balancesJobType } from '../accounts/balance-view.ts';
import type { Run } from '../api/client.ts';

/** Where the figures of a run are shown, by the kind of report that it makes; undefined for a kind that has no page. */
export function figuresAddress({ jobType, runId }: Pick<Run, 'jobType' | 'runId'>): string | undefined {
  switch (jobType) {
    case 'branch-stats':
      return `/?runId=${runId}`;
    case balancesJobType:
      return accountsAddress(runId);
    default:
      return undefined;
  }
}
