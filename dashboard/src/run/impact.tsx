import { balancesJobType } from '../accounts/balance-view.ts';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchSummary, RunDetail } from '../api/client.ts';
import type { Act } from './run-acts.ts';

interface Props {
  act: Act;
  run: RunDetail;
  /** The headline of the run's own figures; undefined while it is not known. */
  figures: BranchSummary | undefined;
}

/** What an act will change, in numbers. */
export function Impact({ act, run, figures }: Props) {
  switch (act) {
    case 'withdraw':
      return (
        <>
          {isOfBalances(run) ? (
            <Balances run={run} words="do not count any more" />
          ) : (
            <Moved run={run} figures={figures} words="leave the totals" />
          )}
          <Heirs run={run} />
        </>
      );
    case 'restore':
      if (run.supersededBy !== null) {
        return <p>The totals do not change: a newer version of the file has taken its place.</p>;
      }
      return isOfBalances(run) ? (
        <Balances run={run} words="count again" />
      ) : (
        <Moved run={run} figures={figures} words="go back into the totals" />
      );
    case 'count':
      return (
        <p>
          The file is read once more. All its rows, which count already through another run, then count a second time in
          the totals.
        </p>
      );
    case 'retry':
      return <Again run={run} />;
  }
}

const isOfBalances = ({ jobType }: RunDetail): boolean => jobType === balancesJobType;

/** Balances of two batches are not added up: those of one run count, or they do not. */
function Balances({ run: { groups }, words }: { run: RunDetail; words: string }) {
  return (
    <p>
      <strong>
        The balances of <Count value={groups ?? 0} /> {groups === 1 ? 'account' : 'accounts'}
      </strong>{' '}
      {words}. Of all runs that count, the one that ended last is shown where none is named.
    </p>
  );
}

function Moved({ run, figures, words }: { run: RunDetail; figures: BranchSummary | undefined; words: string }) {
  return (
    <p>
      <strong>
        <Count value={run.rowsCounted ?? 0} /> counted rows
      </strong>{' '}
      {figures && (
        <>
          of <Count value={figures.branches} /> {figures.branches === 1 ? 'branch' : 'branches'}, in total{' '}
          <strong>
            <Amount value={figures.sum} currency={figures.currency} />
          </strong>
          ,{' '}
        </>
      )}
      {words}
      {run.rowsCorrected > 0 && (
        <>
          , and with them <Count value={run.rowsCorrected} /> rows that corrections have put right
        </>
      )}
      .
    </p>
  );
}

/** Of the runs with the same bytes one takes over, so that withdrawing changes less than one might think. */
function Heirs({ run }: { run: RunDetail }) {
  const { length } = run.duplicates;
  if (length === 0) return null;
  return (
    <p>
      {length === 1 ? 'A run' : `${length} runs`} with the same bytes {length === 1 ? 'is' : 'are'} known as{' '}
      {length === 1 ? 'a duplicate' : 'duplicates'} of this one: the oldest counts in its place from then on, with the
      same figures. To take these rows out of the totals altogether, withdraw that one as well.
    </p>
  );
}

function Again({ run }: { run: RunDetail }) {
  return (
    <p>
      The file is read again, in up to 3 more attempts after the {run.attempts} there were.
      {run.rowsQuarantined !== null && run.rowsQuarantined > 0 && (
        <>
          {' '}
          Its <Count value={run.rowsQuarantined} /> quarantined rows are forgotten until then.
        </>
      )}
      {run.state === 'REJECTED' && ' The same bytes break the same rules: this helps only when the rules have changed.'}
    </p>
  );
}
