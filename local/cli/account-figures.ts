import type { Account } from '../../lambdas/core/balances/account.ts';
import type { RejectedTransfer } from '../../lambdas/core/balances/rejection.ts';
import type { Api } from './api.ts';
import type { TellableFigures } from './figures.ts';
import { type Column, grouped, tableLines } from './table.ts';

type Balance = Pick<Account, 'accountNumber' | 'country' | 'balance'>;
type Rejected = Pick<RejectedTransfer, 'line' | 'reason'>;

const SHOWN = 20;

const columns: ReadonlyArray<Column<Balance>> = [
  { title: 'account', align: 'left', text: ({ accountNumber }) => accountNumber },
  { title: 'country', align: 'left', text: ({ country }) => country },
  { title: 'balance', align: 'right', text: ({ balance }) => grouped(balance) },
];

/** All balances behind the last transfer, and all transfers that were not applied, by their line. */
export async function accountFigures(api: Api, runIds: readonly string[]): Promise<TellableFigures> {
  const whole = await Promise.all(runIds.map((runId) => figuresOfRun(api, runId)));
  const accounts = whole.flatMap((run) => run.accounts);
  const rejected = whole.flatMap((run) => run.rejected);
  const lines = [
    ...(accounts.length > 0 ? tableLines(columns, accounts.slice(0, SHOWN)) : []),
    ...(accounts.length > SHOWN ? [`… and ${grouped(accounts.length - SHOWN)} more accounts`] : []),
    ...rejectedLines(rejected),
  ];
  return { document: { accounts, rejected }, lines };
}

async function figuresOfRun(api: Api, runId: string) {
  const [accounts, rejected] = await Promise.all([api.accounts(runId), api.rejectedTransfers(runId)]);
  return {
    accounts: accounts.map(({ accountNumber, country, balance }) => ({ accountNumber, country, balance })),
    rejected: rejected.map(({ line, reason }) => ({ line, reason })),
  };
}

function rejectedLines(rejected: readonly Rejected[]): string[] {
  if (rejected.length === 0) {
    return [];
  }
  const counts = new Map<string, number>();
  for (const { reason } of rejected) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].map(([reason, count]) => `${grouped(count)} ${reason}`);
  return ['', `Transfers that were not applied: ${reasons.join(', ')}`];
}
