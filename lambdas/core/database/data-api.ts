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
  DatabaseAwayError,
  DatabaseGoneError,
  DatabaseStatementError,
  DatabaseTimeoutError,
  DatabaseWakingError,
  type Parameters,
  type Repeatable,
  type TransactionalDatabase,
} from './database.ts';
import { type Failure, failureOf, isLostTransaction, isResuming, nameOf } from './failure.ts';
import { toSqlParameters } from './parameters.ts';
import { toRows } from './rows.ts';
import { withoutValues } from './without-values.ts';

export interface DataApiSettings {
  readonly client: RDSDataClient;
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly database: string;
  readonly patience?: Patience;
  readonly clock?: Clock;
}

// A statement that PostgreSQL refuses arrives as either of the first two, depending on the engine's version.
const REFUSED = new Set(['DatabaseErrorException', 'BadRequestException', 'UnsupportedResultException']);

/** Which failures of a call may be followed by the same call. */
type Tolerated = (failure: Failure) => boolean;
const NOTHING_DONE: Tolerated = (failure) => failure === 'nothing';
const EVEN_IF_DONE: Tolerated = (failure) => failure !== 'final';

/** The database behind the RDS Data API. */
export class DataApiDatabase implements TransactionalDatabase {
  readonly #settings: DataApiSettings;

  constructor(settings: DataApiSettings) {
    this.#settings = settings;
  }

  query<T>(sql: string, parameters: Parameters, rowSchema: z.ZodType<T>, repeatable?: Repeatable): Promise<T[]> {
    return this.#patiently(
      () => this.#execute(sql, parameters, rowSchema, undefined),
      repeatable === undefined ? NOTHING_DONE : EVEN_IF_DONE,
    );
  }

  transaction<T>(work: (database: Database) => Promise<T>, repeatable?: Repeatable): Promise<T> {
    const once = (): Promise<T> => this.#transaction(work);
    return repeatable === undefined ? once().catch(rename) : this.#patiently(once, EVEN_IF_DONE);
  }

  async #transaction<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const { client, database } = this.#settings;
    const begin = new BeginTransactionCommand({ ...this.#cluster(), database });
    // One that began unheard holds nothing, and ends by itself when nobody has used it for three minutes.
    const { transactionId } = await this.#patiently(() => client.send(begin), EVEN_IF_DONE);
    const open = { ...this.#cluster(), transactionId };
    try {
      const result = await work({
        // Not even what failed without effect is repeated: PostgreSQL has given the whole transaction up.
        query: (sql, parameters, rowSchema) => this.#execute(sql, parameters, rowSchema, transactionId).catch(rename),
      });
      // Nor is this: a second commit would not find the transaction, whatever became of it.
      await client.send(new CommitTransactionCommand(open));
      return result;
    } catch (error) {
      const rolledBack = client.send(new RollbackTransactionCommand(open)).catch(() => undefined);
      // A dead connection must not keep the caller waiting a second time; otherwise locks are not held any longer than this.
      if (passing(error) !== 'unknown') {
        await rolledBack;
      }
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
    const { records = [], columnMetadata = [] } = await client.send(command);
    return z.array(rowSchema).parse(toRows(records, columnMetadata));
  }

  #cluster(): { resourceArn: string; secretArn: string } {
    return { resourceArn: this.#settings.clusterArn, secretArn: this.#settings.secretArn };
  }

  /** Repeats a call as long as patience lasts. The SDK does not: it knows nothing of what may be done twice. */
  async #patiently<T>(act: () => Promise<T>, isTolerated: Tolerated): Promise<T> {
    const { patience = PATIENT, clock = systemClock } = this.#settings;
    try {
      return await withBackoff(act, (error) => isTolerated(passing(error)), patience, clock);
    } catch (error) {
      throw named(error);
    }
  }
}

/** What a failure left behind, also where it already has our own name. */
function passing(error: unknown): Failure {
  if (error instanceof DatabaseAwayError) {
    return passing(error.cause);
  }
  return isLostTransaction(error) ? 'nothing' : failureOf(error);
}

function rename(error: unknown): never {
  throw named(error);
}

function named(error: unknown): unknown {
  if (error instanceof DatabaseAwayError || error instanceof DatabaseStatementError) {
    return error;
  }
  if (isResuming(error)) {
    return new DatabaseWakingError(error);
  }
  if (passing(error) !== 'final') {
    return new DatabaseGoneError(error);
  }
  if (nameOf(error) === 'StatementTimeoutException') {
    return new DatabaseTimeoutError('The statement took longer than the 45 s that the Data API gives it.', {
      cause: error,
    });
  }
  if (error instanceof Error && REFUSED.has(error.name)) {
    // Without its cause, which has the values in its text.
    return new DatabaseStatementError(withoutValues(error.message));
  }
  return error;
}
