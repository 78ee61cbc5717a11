import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Database,
  type Parameters,
  type Repeatable,
  systemClock,
  type TransactionalDatabase,
  uuid,
} from '../database/index.ts';
import { type LullId, type LullMarks, lullIdSchema } from './lull-marks.ts';

/** So long after a lull has ended, none begins: one change is often followed by others. */
const PAUSE_MILLISECONDS = 10_000;

export interface LullKeeping {
  readonly database: TransactionalDatabase;
  readonly marks: LullMarks;
  /** Told when what is kept could not be asked for, or not be kept; then the database answers. */
  readonly reportUnkept: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * A database whose single readings (`reads`) are kept during lulls, so that it is not asked, and not woken, for what has been
 * read since the last change.
 *
 * Why no answer is older than what the database would have said when it was asked for: a reading is kept under a lull that had
 * begun before it was read, and is given again only if that lull had not ended after the question came. Nothing changes from
 * the begin of a lull until its end is marked.
 *
 * Transactions, and what is no reading, always go to the database.
 */
export class LullKeepingDatabase implements TransactionalDatabase {
  readonly #database: TransactionalDatabase;
  readonly #marks: LullMarks;
  readonly #reportUnkept: (error: unknown) => void;
  readonly #now: () => number;
  /** Until then the database is asked without a look at lulls, because none could begin. */
  #busyUntil = Number.NEGATIVE_INFINITY;

  constructor({ database, marks, reportUnkept, now = systemClock.now }: LullKeeping) {
    this.#database = database;
    this.#marks = marks;
    this.#reportUnkept = reportUnkept;
    this.#now = now;
  }

  transaction<T>(work: (database: Database) => Promise<T>, repeatable?: Repeatable): Promise<T> {
    return this.#database.transaction(work, repeatable);
  }

  async query<T>(sql: string, parameters: Parameters, rowSchema: z.ZodType<T>, repeatable?: Repeatable): Promise<T[]> {
    if (repeatable !== 'reads' || this.#now() < this.#busyUntil) {
      return this.#database.query(sql, parameters, rowSchema, repeatable);
    }
    const name = nameOf(sql, parameters);
    const looked = await this.#look(name).catch((error: unknown): Looked => {
      this.#reportUnkept(error);
      return {};
    });
    if (looked.rows !== undefined) {
      return z.array(rowSchema).parse(looked.rows);
    }
    const lull = looked.lull ?? (await this.#beginLull(looked.endedAt));
    const rows = await this.#database.query(sql, parameters, anyRow, 'reads');
    if (lull !== undefined) {
      await this.#marks.keep(lull, name, JSON.stringify(rows)).catch(this.#reportUnkept);
    }
    return z.array(rowSchema).parse(rows);
  }

  async #look(name: string): Promise<Looked> {
    const newest = await this.#marks.newest();
    if (newest === undefined) {
      return {};
    }
    const [endedAt, text] = await Promise.all([this.#marks.endOf(newest), this.#marks.reading(newest, name)]);
    if (endedAt !== undefined) {
      return { endedAt };
    }
    return text === undefined ? { lull: newest } : { lull: newest, rows: rowsSchema.parse(JSON.parse(text)) };
  }

  async #beginLull(endedAt: number | undefined): Promise<LullId | undefined> {
    const now = this.#now();
    const mayBeginAt = (endedAt ?? Number.NEGATIVE_INFINITY) + PAUSE_MILLISECONDS;
    if (now < mayBeginAt) {
      this.#busyUntil = Math.min(mayBeginAt, now + PAUSE_MILLISECONDS);
      return undefined;
    }
    const [begun] = await this.#database.query(
      'select begin_lull(:proposed::uuid) as "lullId"',
      { proposed: uuid(randomUUID()) },
      z.object({ lullId: lullIdSchema.nullable() }),
      'settled', // while a lull lasts, no other begins
    );
    const lull = begun?.lullId ?? undefined;
    if (lull === undefined) {
      this.#busyUntil = now + PAUSE_MILLISECONDS;
      return undefined;
    }
    await this.#marks.begun(lull).catch(this.#reportUnkept);
    return lull;
  }
}

interface Looked {
  /** The newest lull, while it lasts. */
  readonly lull?: LullId;
  readonly rows?: readonly unknown[];
  /** When the newest lull ended, in milliseconds since 1970. */
  readonly endedAt?: number;
}

/** As the Data API gives them: strings, numbers, booleans, null and arrays of them, which JSON keeps as they are. */
const anyRow = z.record(z.string(), z.unknown());
const rowsSchema = z.array(anyRow);

function nameOf(sql: string, parameters: Parameters): string {
  const given = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([sql, given], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(text).digest('hex');
}
