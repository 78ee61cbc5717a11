import type { Account, BalanceRun, Country, RejectedTransfer } from '../../dashboard/src/api/client.ts';
import { runId } from './sample-run.ts';

/** A run of account balances as the API gives it: two countries, 70.00 and 30.00. */
export const run: BalanceRun = {
  runId,
  batch: 'november 2021',
  endedAt: '2026-05-01T10:00:06.250Z',
  counts: true,
  rowsRead: 17,
  rowsCounted: 16,
  rowsQuarantined: 1,
  accounts: 4,
  countries: 2,
  transfers: 12,
  rejected: 3,
  openingBalance: '100.00',
  balance: '100.00',
  transferred: '30.00',
};

export const account = (accountNumber: string, country: string): Account => ({
  accountNumber,
  country,
  openingBalance: '40.00',
  incoming: '12.50',
  outgoing: '2.50',
  balance: '50.00',
  sent: 2,
  received: 1,
  rejected: 3,
});

export const country = (name: string, balance: string): Country => ({
  country: name,
  accounts: 2,
  openingBalance: balance,
  balance,
  transferred: '15.00',
  applied: 6,
});

export const transfer = (line: number, reason: RejectedTransfer['reason']): RejectedTransfer => ({
  line,
  reason,
  date: '2021-11-29T05:47:26',
  fromAccountNumber: '2699',
  transferAmount: '+13.5',
  toAccountNumber: '835',
});
