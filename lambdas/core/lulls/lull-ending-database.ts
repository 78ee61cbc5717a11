import { z } from 'zod';
import {
  type Database,
  DatabaseStatementError,
  type Parameters,
  type Repeatable,
  type TransactionalDatabase,
  uuid,
} from '../database/index.ts';
import { type LullMarks, lullIdSchema } from './lull-marks.ts';

/**
 * A reader who has looked before the last lull may begin another one before the change is made; those who look later wait a
 * while. Far more than there are readers at once.
 */
const MOST_LULLS = 20;

/**
 * A database in which a change ends the lull that it comes into. First the end is marked where readers look, then the lull is
 * ended in the database, and only then the change is made: so nobody who begins to read after the change is given an older
 * answer. Whoever dies on the way has changed nothing, and ended a lull that may as well have ended.
 */
export class LullEndingDatabase implements TransactionalDatabase {
  readonly #database: TransactionalDatabase;
  readonly #marks: Pick<LullMarks, 'ended'>;

  constructor(database: TransactionalDatabase, marks: Pick<LullMarks, 'ended'>) {
    this.#database = database;
    this.#marks = marks;
  }

  query<T>(sql: string, parameters: Parameters, rowSchema: z.ZodType<T>, repeatable?: Repeatable): Promise<T[]> {
    return this.#afterLulls(() => this.#database.query(sql, parameters, rowSchema, repeatable));
  }

  /** The work may be done anew: what a lull refuses is undone as a whole. */
  transaction<T>(work: (database: Database) => Promise<T>, repeatable?: Repeatable): Promise<T> {
    return this.#afterLulls(() => this.#database.transaction(work, repeatable));
  }

  async #afterLulls<T>(act: () => Promise<T>): Promise<T> {
    for (let ended = 0; ; ended += 1) {
      try {
        return await act();
      } catch (error) {
        if (ended === MOST_LULLS || !isRefusedByLull(error)) {
          throw error;
        }
        await this.#endLull();
      }
    }
  }

  async #endLull(): Promise<void> {
    const lulls = await this.#database.query(
      'select lull_id as "lullId" from lull where lull_id is not null',
      {},
      z.object({ lullId: lullIdSchema }),
      'reads',
    );
    for (const { lullId } of lulls) {
      await this.#marks.ended(lullId);
      // The function gives void, which the Data API cannot carry.
      const sql = 'select end_lull(:lullId::uuid)::text as result';
      await this.#database.query(sql, { lullId: uuid(lullId) }, z.unknown(), 'settled'); // it ends no other lull
    }
  }
}

/** Also where another error tells of it. */
function isRefusedByLull(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  return (
    (error instanceof DatabaseStatementError && /SQLState: ?CHL01/.test(error.message)) || isRefusedByLull(error.cause)
  );
}
