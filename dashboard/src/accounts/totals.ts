import { minorUnits } from '../amounts/amount.ts';
import type { Account, Country } from '../api/client.ts';

const scale = 2;

/** What countries come to together, worked out here. */
export interface Totals {
  readonly opening: string;
  readonly final: string;
  /** Transfers move money within a country, so that there is as much of it before as after: those where it is not so. */
  readonly unequal: readonly string[];
}

export function totalsOf(countries: readonly Country[]): Totals {
  const sum = (amounts: readonly string[]) => inUnits(amounts.reduce((all, one) => all + minorUnits(one, scale), 0n));
  return {
    opening: sum(countries.map(({ openingBalance }) => openingBalance)),
    final: sum(countries.map(({ balance }) => balance)),
    unequal: countries
      .filter((one) => minorUnits(one.openingBalance, scale) !== minorUnits(one.balance, scale))
      .map(({ country }) => country),
  };
}

/** Whether an account has what it had, and what came, without what went. */
export function addsUp(account: Pick<Account, 'openingBalance' | 'incoming' | 'outgoing' | 'balance'>): boolean {
  const { openingBalance, incoming, outgoing, balance } = account;
  const final = minorUnits(openingBalance, scale) + minorUnits(incoming, scale) - minorUnits(outgoing, scale);
  return final === minorUnits(balance, scale);
}

function inUnits(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(scale + 1, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
