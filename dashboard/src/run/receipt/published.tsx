import { Amount, Count } from '../../amounts/figures.tsx';
import type { Receipt } from '../../api/client.ts';

type Figures = Receipt['receipt']['figures'];

/** The headline of the figures that the receipt pins, by the kind of report. */
export function Published({ figures }: { figures: Figures }) {
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
  figures: Extract<Figures, { accounts: number }>;
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
