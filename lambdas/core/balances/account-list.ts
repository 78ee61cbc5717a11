import type { Parameter } from '../database/database.ts';
import type { PageStatement } from '../reports/page.ts';
import { balancesOf } from './account.ts';
import { type ChosenRun, chosenRun, ofChosenRun, toldRun } from './balance-run.ts';
import { behindPrefix } from './prefix.ts';

/** Which accounts of a run are shown. */
export interface AccountFilter {
  /** A run that has published balances, whether it counts or not; undefined: the newest that counts. */
  readonly runId?: string | undefined;
  /** How the account number begins. */
  readonly search?: string | undefined;
  readonly country?: string | undefined;
}

export interface AccountsFrom {
  /** Only accounts behind this place; -1: all. */
  readonly after: number;
  /** Accounts to leave out first. */
  readonly skip: number;
  readonly run: ChosenRun;
  /** Whether to tell how many match. */
  readonly isFirst: boolean;
}

/**
 * How a page of accounts is read. Without a search the page is found by its place. With one, the places of all that match
 * are found in the index first: the accounts with one beginning are scattered over the places, where those are numeric.
 */
export function accountList(
  { search = '', country }: AccountFilter,
  { after, skip, run, isFirst }: AccountsFrom,
): Pick<PageStatement, 'tables' | 'besides'> & { parameters: Record<string, Parameter> } {
  const parameters: Record<string, Parameter> = { ...run.parameters, after };
  const inCountry = country === undefined ? 'true' : 'account.country = :country::text';
  if (country !== undefined) parameters['country'] = country;
  const isWhole = search === '' && country === undefined;
  // Places are counted without gaps, so that a jump in the whole list is another place to begin at.
  if (isWhole) parameters['after'] = after + skip;
  else parameters['skip'] = skip;
  const page = `order by account.place limit :limit + 1${isWhole ? '' : ' offset :skip'}`;
  const tables = [chosenRun(run)];
  if (search === '') {
    tables.push(`
      chosen as (
        select account.* from account_balance account
         where ${ofChosenRun('account')} and ${inCountry} and account.place > :after::bigint ${page})`);
  } else {
    const end = behindPrefix(search);
    parameters['search'] = search;
    if (end !== undefined) parameters['end'] = end;
    tables.push(
      `found as materialized (
        select account.place from account_balance account
         where ${ofChosenRun('account')} and ${inCountry} and account.account_number >= :search::text
           ${end === undefined ? '' : 'and account.account_number < :end::text'})`,
      `chosen as (
        select account.* from (select account.place from found account where account.place > :after::bigint ${page}) found
          join account_balance account on account.place = found.place and ${ofChosenRun('account')})`,
    );
  }
  return {
    tables: [...tables, candidate].join(','),
    besides: [toldRun, ...(isFirst ? [matching(search, country)] : [])],
    parameters,
  };
}

const candidate = `
  candidate as (
    select row_number() over (order by account.place) as place,
           jsonb_build_array(account.run_id, account.attempt, account.place) as at,
           json_build_object('accountNumber', account.account_number, ${balancesOf}) as document
      from chosen account)`;

/** A row of kind `matching`: how many accounts match, which for a whole run or country is kept. */
function matching(search: string, country: string | undefined): string {
  const inCountry = `select coalesce(sum(accounts), 0) from account_country country
                      where ${ofChosenRun('country')} and country.country = :country::text`;
  const kept =
    country === undefined ? "select coalesce(max((figures ->> 'accounts')::bigint), 0) from chosen_run" : inCountry;
  return `select 'matching' as kind, (${search === '' ? kept : 'select count(*) from found'})::text as document`;
}
