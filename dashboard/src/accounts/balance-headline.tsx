import { Link } from 'wouter';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BalanceRun } from '../api/client.ts';
import { ConservationCheck } from '../branches/conservation-check.tsx';
import { Notice } from '../layout/notice.tsx';
import { Holds } from '../lists/holds.tsx';
import { KeyFigure, KeyFigures } from '../lists/key-figures.tsx';
import { rejectedTransfersAddress } from './balance-view.ts';
import { totalsOf } from './totals.ts';
import type { Countries } from './use-countries.ts';

interface Props {
  run: BalanceRun;
  /** Undefined while they are on their way. */
  countries: Countries | undefined;
  isStale: boolean;
}

/** What the balances come to, and beside it the checks that transfers have only moved money and that no row was lost. */
export function BalanceHeadline({ run, countries, isStale }: Props) {
  return (
    <>
      <KeyFigures label="Summary" isStale={isStale} check={<Checks run={run} countries={countries} />}>
        <KeyFigure name="Batch">{run.batch}</KeyFigure>
        <KeyFigure name="Accounts">
          <Count value={run.accounts} />
        </KeyFigure>
        <KeyFigure name="Balances">
          <Amount value={run.balance} />
        </KeyFigure>
        <KeyFigure name="Transferred">
          <Amount value={run.transferred} />
        </KeyFigure>
        <KeyFigure name="Transfers">
          <Count value={run.transfers} />
        </KeyFigure>
        <KeyFigure name="Rejected">
          <Link href={rejectedTransfersAddress(run.runId)}>
            <Count value={run.rejected} />
          </Link>
        </KeyFigure>
      </KeyFigures>
      {!run.counts && (
        <Notice tone="warm" title="These balances do not count now.">
          <p>
            A newer version has taken their place, or they were withdrawn: their{' '}
            <Link href={`/runs/${run.runId}`}>run</Link> says which.
          </p>
        </Notice>
      )}
    </>
  );
}

function Checks({ run, countries }: Omit<Props, 'isStale'>) {
  return (
    <div>
      <ConservationCheck rows={run} />
      {countries && <MoneyCheck run={run} countries={countries} />}
    </div>
  );
}

/** Added up here and not taken on trust; an alarm when it is not so. */
function MoneyCheck({ run, countries: { items, isWhole } }: { run: BalanceRun; countries: Countries }) {
  const totals = totalsOf(items);
  const isSame = !isWhole || (totals.opening === run.openingBalance && totals.final === run.balance);
  if (isSame && totals.unequal.length === 0) {
    return (
      <Holds>
        <Amount value={totals.opening} /> before = <Amount value={totals.final} /> after, in each{' '}
        {isWhole ? 'country' : `of the first ${items.length} countries`}. <strong>No money was made or lost.</strong>
      </Holds>
    );
  }
  const [first] = totals.unequal;
  const title =
    first === undefined
      ? 'The countries together do not have what all accounts have.'
      : `The balances of the country ${first} are not what they were before.`;
  return (
    <Notice tone="bad" role="alert" title={title}>
      <p>Transfers only move money within a country. Do not use these balances; tell whoever runs Countinghouse.</p>
    </Notice>
  );
}
