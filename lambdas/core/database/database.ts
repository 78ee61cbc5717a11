import type { z } from 'zod';

/** A parameter whose PostgreSQL type cannot be told from its JavaScript type. Made by `uuid`, `json` and `decimal`. */
export interface TypedParameter {
  readonly type: 'uuid' | 'json' | 'decimal';
  readonly text: string;
}

/**
 * A statement parameter. Whole numbers only: an amount or any other fraction travels as `decimal('12.30')`, so that no
 * float comes near it. The Data API has no arrays as parameters: pass `json([...])` and unnest it in SQL.
 */
export type Parameter = string | number | bigint | boolean | null | Date | TypedParameter;

export type Parameters = Readonly<Record<string, Parameter>>;

/** A UUID parameter; in SQL also write `:id::uuid`. */
export const uuid = (text: string): TypedParameter => ({ type: 'uuid', text });

/** A JSON parameter; in SQL also write `:run::jsonb`. */
export const json = (value: unknown): TypedParameter => ({ type: 'json', text: JSON.stringify(value) });

/** An exact number, written in decimal. */
export const decimal = (text: string): TypedParameter => ({ type: 'decimal', text });

/**
 * Why a statement may be sent again although nobody knows whether it was carried out: the connection broke, say.
 * A statement without a reason is repeated only when it certainly had no effect.
 *
 * - `reads`: it changes nothing.
 * - `settled`: doing it twice is doing it once, by a constraint or by what it writes; the caller's comment says by which.
 */
export type Repeatable = 'reads' | 'settled';

/**
 * The database, one statement a call. Named parameters are written `:name` in the SQL.
 *
 * Columns arrive as: int2/int4/int8 a number (beyond 2^53 an error), bool a boolean, numeric, uuid, text, json and jsonb
 * a string, timestamptz a string `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC, arrays an array, null null.
 * `columns.ts` has schemas for those that need turning into something else.
 */
export interface Database {
  /**
   * @returns the rows, each an object of column name to value, parsed by `rowSchema`.
   * @throws DatabaseWakingError when the database was paused and did not wake within the budget: try again later.
   * @throws DatabaseGoneError when it could not be reached, or the connection to it broke. What is not `repeatable` may
   *   have been done.
   * @throws DatabaseStatementError when PostgreSQL refused the statement, DatabaseTimeoutError when it took too long.
   */
  query<T>(sql: string, parameters: Parameters, rowSchema: z.ZodType<T>, repeatable?: Repeatable): Promise<T[]>;
}

/** A database that can also run several statements as one transaction. */
export interface TransactionalDatabase extends Database {
  /**
   * Commits what `work` did, or rolls it back when `work` throws.
   * @param repeatable of the work as a whole: then it is done anew when the database goes away on the way
   * @throws DatabaseGoneError when the database went away; the work may have been committed
   */
  transaction<T>(work: (database: Database) => Promise<T>, repeatable?: Repeatable): Promise<T>;
}

/** The database is not there now and will be again. `retryAfterSeconds` is a good time to come back. */
export abstract class DatabaseAwayError extends Error {
  abstract readonly retryAfterSeconds: number;
}

/** The database is paused and still waking. */
export class DatabaseWakingError extends DatabaseAwayError {
  override readonly name = 'DatabaseWakingError';
  override readonly retryAfterSeconds = 15;
  constructor(cause: unknown) {
    super('The database is waking from a pause; try again in some seconds.', { cause });
  }
}

/** The database cannot be reached, or went away meanwhile: it restarts, fails over, or has no room for another session. */
export class DatabaseGoneError extends DatabaseAwayError {
  override readonly name = 'DatabaseGoneError';
  override readonly retryAfterSeconds = 5;
  constructor(cause: unknown) {
    super('The database is busy; try again in some seconds.', { cause });
  }
}

/** PostgreSQL refused a statement. The message is PostgreSQL's own, without the values that it is about. */
export class DatabaseStatementError extends Error {
  override readonly name: string = 'DatabaseStatementError';
}

/** A statement took longer than the Data API's 45 s and was cancelled, without effect. */
export class DatabaseTimeoutError extends DatabaseStatementError {
  override readonly name = 'DatabaseTimeoutError';
}
