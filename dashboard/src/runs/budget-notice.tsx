import type { Run } from '../api/client.ts';
import { Notice } from '../layout/notice.tsx';

/** Says why runs of the list wait for the next day, where some do. */
export function BudgetNotice({ runs }: { runs: readonly Pick<Run, 'waitingFor'>[] }) {
  if (!runs.some(({ waitingFor }) => waitingFor === 'budget')) return null;
  return (
    <Notice tone="warm" title="The day's budget is used up.">
      <p>
        Runs wait until 00:00 UTC and then go on by themselves, the oldest first. What Spark works on already is done to
        its end. An operator can raise the limit: <code>workers.dpuHoursPerDay</code> in the stage's settings.
      </p>
    </Notice>
  );
}
