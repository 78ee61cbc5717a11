import { z } from 'zod';
import { type Database, type Parameter, uuid } from '../database/database.ts';
import { readCursor, writeCursor } from '../reports/cursor.ts';
import { documentsOf, momentOf, momentSchema } from '../reports/documents.ts';
import { readPage } from '../reports/page.ts';
import { countSchema } from '../reports/values.ts';
import {
  type AccountDetail,
  type AccountPage,
  accountRunSchema,
  accountSchema,
  balancesOf,
  type CountryPage,
  countrySchema,
} from './account.ts';
import { type AccountFilter, accountList } from './account-list.ts';
import {
  chooseRun,
  chosenRun,
  countingRun,
  newestFirst,
  ofChosenRun,
  readChosenRun,
  runMembersOf,
  runPlace,
  toldRun,
} from './balance-run.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface AccountQuery extends AccountFilter, Page {
  /** Accounts to leave out from the cursor on, or from the beginning. */
  readonly skip?: number | undefined;
}

export interface CountryQuery extends Page {
  readonly runId?: string | undefined;
}

/** Reads the balances of accounts. */
export interface BalanceReports {
  /** Undefined when the run that is asked for has published no balances. @throws {CursorError} */
  accounts(query: AccountQuery): Promise<AccountPage | undefined>;
  /** Undefined when no run that counts has the account. @throws {CursorError} */
  account(accountNumber: string, page: Page): Promise<AccountDetail | undefined>;
  /** Undefined when the run that is asked for has published no balances. @throws {CursorError} */
  countries(query: CountryQuery): Promise<CountryPage | undefined>;
}

const accountPlaceSchema = z.tuple([...runPlace, countSchema]);
const countryPlaceSchema = z.tuple([...runPlace, z.string().refine((country) => !country.includes('\0'))]);
const runPositionSchema = z.tuple([momentSchema, z.uuid()]);

/** Each page is one statement, and so of one moment; what one run has published never changes. */
export class DatabaseBalanceReports implements BalanceReports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async accounts(query: AccountQuery): Promise<AccountPage | undefined> {
    const list = ['accounts', query.runId ?? null, query.search ?? '', query.country ?? null];
    const place = query.cursor === undefined ? undefined : readCursor(list, accountPlaceSchema, query.cursor);
    const choice = chooseRun(place, query.runId);
    const from = { after: place?.[2] ?? -1, skip: query.skip ?? 0, run: choice, isFirst: place === undefined };
    const { rows, more } = await readPage(this.#database, { ...accountList(query, from), limit: query.limit });
    const run = readChosenRun(rows, choice);
    if (run === undefined) {
      return undefined;
    }
    return {
      run,
      matching: documentsOf(rows, 'matching', countSchema)[0] ?? null,
      items: documentsOf(rows, 'item', accountSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
    };
  }

  async account(accountNumber: string, { limit, cursor }: Page): Promise<AccountDetail | undefined> {
    const list = ['account', accountNumber];
    const parameters: Record<string, Parameter> = { accountNumber };
    if (cursor !== undefined) {
      const [endedAt, runId] = readCursor(list, runPositionSchema, cursor);
      Object.assign(parameters, { endedAt, runId: uuid(runId) });
    }
    const tables = runsOfAccount(cursor === undefined);
    const { rows, more } = await readPage(this.#database, { tables, parameters, limit });
    const runs = documentsOf(rows, 'item', accountRunSchema);
    if (runs.length === 0 && cursor === undefined) {
      return undefined;
    }
    return { accountNumber, runs, nextCursor: more === undefined ? null : writeCursor(list, more) };
  }

  async countries(query: CountryQuery): Promise<CountryPage | undefined> {
    const list = ['countries', query.runId ?? null];
    const place = query.cursor === undefined ? undefined : readCursor(list, countryPlaceSchema, query.cursor);
    const choice = chooseRun(place, query.runId);
    const { rows, more } = await readPage(this.#database, {
      tables: `${chosenRun(choice)}, ${countriesOfRun(place === undefined)}`,
      besides: [toldRun],
      parameters: { ...choice.parameters, ...(place === undefined ? {} : { after: place[2] }) },
      limit: query.limit,
    });
    const run = readChosenRun(rows, choice);
    if (run === undefined) {
      return undefined;
    }
    return {
      run,
      items: documentsOf(rows, 'item', countrySchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
    };
  }
}

/** The lookup is kept apart, so that it is made run after run through an index and ends with the page. */
const runsOfAccount = (isFirst: boolean): string => `
  chosen as (
    select run.ended_at, run.run_id, json_build_object(${runMembersOf}, ${balancesOf}) as document
      from run cross join lateral (
             select figure.* from account_balance figure
              where figure.run_id = run.run_id and figure.attempt = run.published_attempt
                and figure.account_number = :accountNumber::text
              offset 0) account
     where ${countingRun}
       ${isFirst ? '' : 'and (run.ended_at, run.run_id) < (:endedAt::timestamptz, :runId::uuid)'}
     order by ${newestFirst} limit :limit + 1
  ),
  candidate as (
    select row_number() over (order by run.ended_at desc, run.run_id desc) as place,
           jsonb_build_array(${momentOf('run.ended_at')}, run.run_id) as at, run.document
      from chosen run
  )`;

const countriesOfRun = (isFirst: boolean): string => `
  candidate as (
    select row_number() over (order by chosen.country) as place,
           jsonb_build_array(chosen.run_id, chosen.attempt, chosen.country) as at,
           json_build_object('country', chosen.country, 'accounts', chosen.accounts, 'openingBalance', chosen.opening::text,
             'balance', chosen.final::text, 'transferred', chosen.transferred::text, 'applied', chosen.applied) as document
      from (select country.* from account_country country
             where ${ofChosenRun('country')} ${isFirst ? '' : 'and country.country > :after::text'}
             order by country.country limit :limit + 1) chosen
  )`;
