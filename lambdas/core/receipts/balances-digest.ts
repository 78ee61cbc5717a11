import { createHash } from 'node:crypto';

/** An account as it is told: amounts with two decimals. */
export interface AccountFigures {
  readonly accountNumber: string;
  readonly country: string;
  readonly openingBalance: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly balance: string;
}

/**
 * What pins every number of a run of account balances, as the database's function account_balances_receipt makes it: the
 * SHA-256 over the SHA-256s of a line for each account, then of one for each reason of rejected transfers.
 * @param accounts in the order of their numbers
 */
export function balancesDigest(accounts: Iterable<AccountFigures>, rejections: ReadonlyMap<string, number>): string {
  const whole = createHash('sha256');
  const pin = (...line: readonly string[]): void => {
    whole.update(
      createHash('sha256')
        .update(`${JSON.stringify(line)}\n`, 'utf8')
        .digest(),
    );
  };
  for (const { accountNumber, country, openingBalance, incoming, outgoing, balance } of accounts) {
    pin(accountNumber, country, openingBalance, incoming, outgoing, balance);
  }
  for (const [reason, count] of [...rejections].sort(([one], [other]) => (one < other ? -1 : 1))) {
    pin(reason, String(count));
  }
  return whole.digest('hex');
}
