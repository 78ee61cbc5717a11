import { Link } from 'wouter';
import { rejectedTransfersAddress } from '../accounts/balance-view.ts';
import { addsUp } from '../accounts/totals.ts';
import { Amount, Count } from '../amounts/figures.tsx';
import type { AccountRun } from '../api/client.ts';
import { Notice } from '../layout/notice.tsx';
import { Holds } from '../lists/holds.tsx';
import { KeyFigure, KeyFigures } from '../lists/key-figures.tsx';

/** What the account has after the newest batch that counts, and how it came to that, checked here. */
export function AccountBalance({ run }: { run: AccountRun }) {
  return (
    <KeyFigures label={`After ${run.batch}`} check={<Movement run={run} />}>
      <KeyFigure name="Balance">
        <Amount value={run.balance} />
      </KeyFigure>
      <KeyFigure name="Country">{run.country}</KeyFigure>
      <KeyFigure name="Transfers received">
        <Count value={run.received} />
      </KeyFigure>
      <KeyFigure name="Transfers sent">
        <Count value={run.sent} />
      </KeyFigure>
      <KeyFigure name="Rejected of those it sent">
        {run.rejected === 0 ? (
          <Count value={0} />
        ) : (
          <Link href={rejectedTransfersAddress(run.runId)}>
            <Count value={run.rejected} />
          </Link>
        )}
      </KeyFigure>
    </KeyFigures>
  );
}

function Movement({ run }: { run: AccountRun }) {
  const isRight = addsUp(run);
  const equation = (
    <>
      <Amount value={run.openingBalance} /> before + <Amount value={run.incoming} /> received −{' '}
      <Amount value={run.outgoing} /> sent {isRight ? '=' : '≠'} <Amount value={run.balance} />
    </>
  );
  if (isRight) return <Holds>{equation}</Holds>;
  return (
    <Notice tone="bad" role="alert" title="The balance is not what its transfers come to.">
      <p>{equation}</p>
      <p>Do not use it. Tell whoever runs Countinghouse.</p>
    </Notice>
  );
}
