import { z } from 'zod';
import {
  type Database,
  DatabaseAwayError,
  DatabaseTimeoutError,
  type TransactionalDatabase,
} from '../database/index.ts';
import type { Migration } from './read-migrations.ts';

export interface MigrationReport {
  /** Names of the files that were applied now, in order. */
  readonly applied: readonly string[];
  /** How many had been applied before. */
  readonly known: number;
}

/**
 * Applies the migrations that are not applied yet, each in one transaction under one lock, so that several callers at
 * once, and a caller that repeats itself after a lost answer, apply each exactly once.
 *
 * A database that knows more migrations than these is left as it is: an older version of the code is being deployed
 * again, and migrations only ever add.
 * @throws Error when a statement fails or takes more than the Data API's 45 s, an applied file has changed, or a new file
 *   has a lower number than an applied one
 */
export async function migrate(
  database: TransactionalDatabase,
  migrations: readonly Migration[],
): Promise<MigrationReport> {
  await inTurn(database, prepare);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await inTurn(database, (transaction) => applyOnce(migration, transaction))) {
      applied.push(migration.name);
    }
  }
  return { applied, known: migrations.length - applied.length };
}

/** Another transaction of migrations did not end while its lock was waited for. */
class LockTimeoutError extends Error {}

/**
 * Longer than the Data API keeps an idle transaction (3 minutes, at 45 s a statement): a function that was killed while it
 * migrated leaves its transaction open for as long, and the lock with it.
 */
const LOCK_TRIES = 5;

/**
 * One transaction at a time, whoever asks. Each may be done again after a lost answer: by `if not exists`, and by the
 * primary key of schema_migration.
 */
async function inTurn<T>(database: TransactionalDatabase, work: (transaction: Database) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await database.transaction(async (transaction) => {
        await lock(transaction);
        return work(transaction);
      }, 'settled');
    } catch (error) {
      if (!(error instanceof LockTimeoutError) || tried === LOCK_TRIES) {
        throw error;
      }
    }
  }
}

async function prepare(database: Database): Promise<void> {
  await execute(
    database,
    `create table if not exists schema_migration (
       version    integer primary key,
       name       text not null,
       checksum   text not null,
       applied_at timestamptz not null default clock_timestamp()
     )`,
  );
}

/** Held until the transaction ends. The Data API has no sessions, so a lock of a session would be lost. */
async function lock(database: Database): Promise<void> {
  try {
    await execute(database, "select pg_advisory_xact_lock(hashtext('countinghouse'), hashtext('migrations'))::text");
  } catch (error) {
    throw error instanceof DatabaseTimeoutError
      ? new LockTimeoutError('Other migrations are under way and did not end. Deploy again when they have.', {
          cause: error,
        })
      : error;
  }
}

const execute = async (database: Database, sql: string): Promise<void> => {
  await database.query(sql, {}, z.unknown());
};

/** A change of tables or functions is seen by no trigger. Databases of before 0017 know no lulls. */
const mindLull = `
  do $$ begin
    if to_regprocedure('mind_lull()') is not null then perform mind_lull(); end if;
  end $$`;

/** @returns whether it was applied now. */
async function applyOnce(migration: Migration, database: Database): Promise<boolean> {
  if (await isApplied(migration, database)) {
    return false;
  }
  await execute(database, mindLull);
  for (const [place, statement] of migration.statements.entries()) {
    await applyStatement(migration, place, statement, database);
  }
  await database.query(
    'insert into schema_migration (version, name, checksum) values (:version::integer, :name, :checksum)',
    { version: migration.version, name: migration.name, checksum: migration.checksum },
    z.unknown(),
  );
  return true;
}

const appliedSchema = z.object({ version: z.number(), checksum: z.string() });

async function isApplied(migration: Migration, database: Database): Promise<boolean> {
  const later = await database.query(
    'select version, checksum from schema_migration where version >= :version::integer order by version',
    { version: migration.version },
    appliedSchema,
  );
  const [first] = later;
  if (first === undefined) {
    return false;
  }
  if (first.version !== migration.version) {
    throw new Error(
      `The migration ${migration.name} is new, but number ${first.version} is applied already: renumber it.`,
    );
  }
  if (first.checksum !== migration.checksum) {
    throw new Error(
      `The migration ${migration.name} was changed after it was applied: undo the change and add a new file.`,
    );
  }
  return true;
}

async function applyStatement(
  migration: Migration,
  place: number,
  statement: string,
  database: Database,
): Promise<void> {
  try {
    await execute(database, statement);
  } catch (error) {
    if (error instanceof DatabaseAwayError) {
      throw error;
    }
    const which = `Statement ${place + 1} of the migration ${migration.name}`;
    if (error instanceof DatabaseTimeoutError) {
      const advice = 'nothing of this file was applied. Split the statement into several that take less time each.';
      throw new Error(`${which} took longer than the Data API's 45 s and was cancelled; ${advice}`, { cause: error });
    }
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`${which} failed: ${cause}`, { cause: error });
  }
}
