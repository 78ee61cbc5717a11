import { formatAmount } from '../amounts/amount.ts';
import type { Account } from '../api/client.ts';

export const columns = [
  'Account',
  'Country',
  'Before',
  'Received',
  'Sent',
  'After',
  'Transfers in',
  'Transfers out',
  'Rejected',
] as const;

const leastCharacters = 9;

/** Characters that each column of amounts has to hold, so that none of the rows in view is ever cut. */
export function widthsOf(rows: readonly Account[]): Record<string, number> {
  const widest = (amounts: readonly string[]): number =>
    Math.max(leastCharacters, ...amounts.map((amount) => formatAmount(amount).length));
  return {
    balance: widest(rows.flatMap(({ openingBalance, balance }) => [openingBalance, balance])),
    moved: widest(rows.flatMap(({ incoming, outgoing }) => [incoming, outgoing])),
  };
}
