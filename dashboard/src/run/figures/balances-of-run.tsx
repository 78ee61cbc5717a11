import { Link } from 'wouter';
import { accountAddress, rejectedTransfersAddress } from '../../accounts/balance-view.ts';
import { AmountCells, FigureHeadings } from '../../amounts/figure-cells.tsx';
import { Amount, Count } from '../../amounts/figures.tsx';
import type { AccountPage, RunDetail } from '../../api/client.ts';
import { DataRegion } from '../../layout/data-region.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { Fact, Facts } from '../fact.tsx';
import styles from './figures.module.css';
import { useBalancesOf } from './use-figures-of.ts';

/** The headline of the balances, and the first accounts. */
export function BalancesOfRun({ run }: { run: RunDetail }) {
  const query = useBalancesOf(run);
  return (
    <>
      <QueryState query={query} what="figures" />
      {query.data && <Headline page={query.data} />}
    </>
  );
}

function Headline({ page: { run, items } }: { page: AccountPage }) {
  if (run === null) return null;
  return (
    <>
      <Facts>
        <Fact name="Balances, before and after">
          <strong>
            <Amount value={run.balance} />
          </strong>
        </Fact>
        <Fact name="Accounts">
          <Count value={run.accounts} />
        </Fact>
        <Fact name="Transferred">
          <Amount value={run.transferred} />
        </Fact>
        <Fact name="Transfers">
          <Count value={run.transfers} />, of them{' '}
          <Link href={rejectedTransfersAddress(run.runId)}>
            <Count value={run.rejected} /> rejected
          </Link>
        </Fact>
      </Facts>
      {items.length > 0 && <FirstAccounts accounts={items} />}
    </>
  );
}

function FirstAccounts({ accounts }: { accounts: AccountPage['items'] }) {
  return (
    <DataRegion label="The first accounts of this run" className={styles['region']}>
      <table>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Country</th>
            <FigureHeadings names={['Before', 'Received', 'Sent', 'After']} />
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.accountNumber}>
              <th scope="row">
                <Link href={accountAddress(account.accountNumber)}>{account.accountNumber}</Link>
              </th>
              <td>{account.country}</td>
              <AmountCells amounts={[account.openingBalance, account.incoming, account.outgoing, account.balance]} />
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}
