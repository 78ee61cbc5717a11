import type { Run } from '../../core/reports/run.ts';

export type Act = 'retried' | 'withdrawn' | 'restored';

/** Why the state of a run does not allow an act, and what would. */
export function conflictDetail(act: Act, run: Run, countedBy: string | undefined): string {
  switch (act) {
    case 'retried':
      return whyNotRetried(run);
    case 'withdrawn':
      return `Only a run whose figures count can be withdrawn; ${standing(run)}.`;
    case 'restored':
      return countedBy === undefined
        ? `Only a withdrawn run can be restored; ${standing(run)}.`
        : `The same bytes count through run ${countedBy} by now; withdraw that one first.`;
  }
}

function whyNotRetried(run: Run): string {
  switch (run.state) {
    case 'DUPLICATE':
      return `Its bytes count already through run ${run.duplicateOf}; send "force": true to count them once more.`;
    case 'FAILED':
    case 'REJECTED':
      return `There is no job type ${JSON.stringify(run.jobType)} to do it; land the file under a known one.`;
    default:
      return `Only a FAILED or REJECTED run can be retried; ${standing(run)}.`;
  }
}

function standing(run: Run): string {
  if (run.withdrawnAt !== null) {
    return 'this one is withdrawn';
  }
  if (run.supersededBy !== null) {
    return `this one is superseded by run ${run.supersededBy}`;
  }
  return run.counts ? 'this one counts' : `this one is ${run.state}`;
}
