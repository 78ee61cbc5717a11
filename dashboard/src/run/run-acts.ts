import type { Run } from '../api/client.ts';

/** What a person may do to a run. `count` counts a duplicate although its bytes count already. */
export type Act = 'retry' | 'count' | 'withdraw' | 'restore';

type Standing = Pick<Run, 'state' | 'counts' | 'withdrawnAt' | 'supersededBy' | 'corrects' | 'error'>;

/** Nobody knows what such a file is for, so there is no worker to retry it. */
const hopeless = new Set(['unknown-job-type', 'corrects-unknown-run']);

/** What makes sense in the run's state: nothing is offered that the server would refuse. */
export function actsOf(run: Standing): readonly Act[] {
  switch (run.state) {
    case 'PENDING':
    case 'IN_PROGRESS':
      return [];
    case 'FAILED':
    case 'REJECTED':
      return run.error && hopeless.has(run.error.code) ? [] : ['retry'];
    case 'DUPLICATE':
      return ['count'];
    case 'SUCCEEDED':
      if (run.withdrawnAt !== null) return ['restore'];
      // A correction can be withdrawn while its target does not count: it will not come back with it.
      return run.counts || (run.corrects !== null && run.supersededBy === null) ? ['withdraw'] : [];
  }
}

export interface ActWords {
  /** On the button that begins it. */
  readonly button: string;
  /** On the button that does it. */
  readonly verb: string;
  readonly title: (file: string) => string;
  readonly asksReason: boolean;
  readonly destructive: boolean;
}

export const actWords: Readonly<Record<Act, ActWords>> = {
  retry: {
    button: 'Try again',
    verb: 'Try again',
    title: (file) => `Try ${file} again?`,
    asksReason: false,
    destructive: false,
  },
  count: {
    button: 'Count it all the same…',
    verb: 'Count it once more',
    title: (file) => `Count ${file} although its bytes count already?`,
    asksReason: false,
    destructive: true,
  },
  withdraw: {
    button: 'Withdraw figures…',
    verb: 'Withdraw',
    title: (file) => `Withdraw the figures of ${file}?`,
    asksReason: true,
    destructive: true,
  },
  restore: {
    button: 'Restore figures…',
    verb: 'Restore',
    title: (file) => `Restore the figures of ${file}?`,
    asksReason: true,
    destructive: false,
  },
};
