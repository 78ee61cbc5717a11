import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { z } from 'zod';
import { type Clock, PATIENT, type Patience, systemClock, withBackoff } from './backoff.ts';
import {
  type Database,
  DatabaseGoneError,
  DatabaseStatementError,
  DatabaseTimeoutError,
  DatabaseWakingError,
  type Parameters,
  type TransactionalDatabase,
} from './database.ts';
import { toSqlParameters } from './parameters.ts';
import { toRows } from './rows.ts';

export interface DataApiSettings {
  readonly client: RDSDataClient;
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly database: string;
  readonly patience?: Patience;
  readonly clock?: Clock;
}

const WAKING = new Set(['DatabaseResumingException']);
// Most of them refuse a statement before it is executed. Where one loses the answer in place of the statement, another try
// is harmless too: every function of the database may be called twice.
const BUSY = new Set([
  'ThrottlingException',
  'ServiceUnavailableError',
  'DatabaseUnavailableException',
  'InternalServerErrorException',
]);
// Of PostgreSQL itself: the server goes away, comes back or has no room; a deadlock, a failed serialization. The statement
// had no effect. The worker's adapter (glue-scripts/countinghouse/database.py) goes by the same codes.
const GONE = /SQLState: ?(?:57P0[1-3]|08\w{3}|53300|40001|40P01)/;
// A statement that PostgreSQL refuses arrives as either of the first two, depending on the engine's version.
const REFUSED = new Set(['DatabaseErrorException', 'BadRequestException', 'UnsupportedResultException']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The database behind the RDS Data API. */
export class DataApiDatabase implements TransactionalDatabase {
  readonly #settings: DataApiSettings;

  constructor(settings: DataApiSettings) {
    this.#settings = settings;
  }

  query<T>(sql: string, parameters: Parameters, rowSchema: z.ZodType<T>): Promise<T[]> {
    return this.#execute(sql, parameters, rowSchema, undefined);
  }

  async transaction<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const { client, database } = this.#settings;
    const begin = new BeginTransactionCommand({ ...this.#cluster(), database });
    const { transactionId } = await this.#patiently(() => client.send(begin));
    const open = { ...this.#cluster(), transactionId };
    try {
      const result = await work({
        query: (sql, parameters, rowSchema) => this.#execute(sql, parameters, rowSchema, transactionId),
      });
      await client.send(new CommitTransactionCommand(open));
      return result;
    } catch (error) {
      // A transaction that is gone already must not hide why it failed.
      await client.send(new RollbackTransactionCommand(open)).catch(() => undefined);
      throw error;
    }
  }

  async #execute<T>(
    sql: string,
    parameters: Parameters,
    rowSchema: z.ZodType<T>,
    transactionId: string | undefined,
  ): Promise<T[]> {
    const { client, database } = this.#settings;
    const command = new ExecuteStatementCommand({
      ...this.#cluster(),
      database,
      sql,
      parameters: toSqlParameters(parameters),
      includeResultMetadata: true,
      resultSetOptions: { decimalReturnType: 'STRING', longReturnType: 'STRING' },
      ...(transactionId === undefined ? {} : { transactionId }),
    });
    const { records = [], columnMetadata = [] } = await this.#patiently(() => client.send(command), transactionId);
    return z.array(rowSchema).parse(toRows(records, columnMetadata));
  }

  #cluster(): { resourceArn: string; secretArn: string } {
    return { resourceArn: this.#settings.clusterArn, secretArn: this.#settings.secretArn };
  }

  /** The SDK's own retries do not cover a waking database. What breaks off within a transaction has ended all of it. */
  async #patiently<T>(act: () => Promise<T>, transactionId?: string): Promise<T> {
    const { patience = PATIENT, clock = systemClock } = this.#settings;
    const isWorthAnotherTry = (error: unknown): boolean =>
      WAKING.has(nameOf(error)) ||
      (transactionId === undefined ? passes(error) : nameOf(error) === 'ThrottlingException');
    try {
      return await withBackoff(act, isWorthAnotherTry, patience, clock);
    } catch (error) {
      throw named(error);
    }
  }
}

/** Whether the database will soon be there again. */
const passes = (error: unknown): boolean =>
  BUSY.has(nameOf(error)) || (error instanceof Error && GONE.test(error.message));

function named(error: unknown): unknown {
  if (WAKING.has(nameOf(error))) {
    return new DatabaseWakingError(error);
  }
  if (passes(error)) {
    return new DatabaseGoneError(error);
  }
  if (nameOf(error) === 'StatementTimeoutException') {
    return new DatabaseTimeoutError('The statement took longer than the 45 s that the Data API gives it.', {
      cause: error,
    });
  }
  if (error instanceof Error && REFUSED.has(error.name)) {
    return new DatabaseStatementError(error.message, { cause: error });
  }
  return error;
}
