import { type Account, account, type Day } from './landed-day.ts';

/** Cents as a decimal string with two decimals. */
const amountOf = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const centsOf = (amount: string): bigint => BigInt(amount.replace('.', ''));
const sum = (amounts: readonly string[]): string => amountOf(amounts.reduce((cents, one) => cents + centsOf(one), 0n));

/** A day of these accounts, with its countries summed up; what the accounts say is rejected is for lack of funds. */
export function dayOf(accounts: readonly Account[]): Day {
  const countries = [...new Set(accounts.map(({ country }) => country))].map((country) => {
    const own = accounts.filter((one) => one.country === country);
    return {
      country,
      accounts: own.length,
      opening: sum(own.map(({ opening }) => opening)),
      final: sum(own.map(({ final }) => final)),
      transferred: sum(own.map(({ incoming }) => incoming)),
      applied: own.reduce((applied, { sent }) => applied + sent, 0),
    };
  });
  const rejected = accounts.reduce((count, one) => count + one.rejected, 0);
  return { accounts, countries, rejections: rejected === 0 ? {} : { 'insufficient-funds': rejected } };
}

/** Accounts without transfers, in the order of the numbers that are given, in the countries 0 to 2 by turns. */
export const accountsOf = (numbers: readonly string[]): Account[] =>
  numbers.map((number, index) => account(number, String(index % 3)));
