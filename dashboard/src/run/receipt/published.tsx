import { Amount, Count } from '../../amounts/figures.tsx';
import type { Receipt } from '../../api/client.ts';

interface BalanceFigures {
  readonly accounts: number;
  readonly countries: number;
  readonly transfers: number;
  readonly rejected: number;
  readonly opening: string;
  readonly final: string;
}

/** The headline of the figures that the receipt pins, by the kind of report. */
export function Published({ figures }: { figures: Receipt['receipt']['figures'] | BalanceFigures }) {
  if (figures === null) return 'no figures';
  if ('accounts' in figures) return <Balances figures={figures} />;
  return (
    <>
      <Count value={figures.branches} /> {figures.branches === 1 ? 'branch' : 'branches'}, in total{' '}
      <Amount value={figures.sum} />
    </>
  );
}

function Balances({
  figures: { accounts, countries, transfers, rejected, opening, final },
}: {
  figures: BalanceFigures;
}) {
  return (
    <>
      <Count value={accounts} /> {accounts === 1 ? 'account' : 'accounts'} in <Count value={countries} />{' '}
      {countries === 1 ? 'country' : 'countries'}, with <Amount value={opening} /> before and <Amount value={final} />{' '}
      after <Count value={transfers} /> {transfers === 1 ? 'transfer' : 'transfers'}, of which{' '}
      <Count value={rejected} /> {rejected === 1 ? 'was' : 'were'} rejected
    </>
  );
}
