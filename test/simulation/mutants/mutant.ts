import type pg from 'pg';
import { openConnection } from '../database.ts';
import { type Replacement, replaceOnce } from '../laboratory.ts';

/** One fence or constraint less. */
export interface Mutant {
  readonly name: string;
  /** What is missing. */
  readonly lacks: string;
  readonly code?: readonly Replacement[];
  readonly alter?: (connection: pg.Client) => Promise<void>;
}

/** A function of the database with one text in place of another. @param signature as `regprocedure` reads it */
export const inFunction = (name: string, lacks: string, signature: string, find: string, replace: string): Mutant => ({
  name,
  lacks,
  alter: async (connection) => {
    const { rows } = await connection.query('select pg_get_functiondef($1::regprocedure) as source', [signature]);
    await connection.query(replaceOnce(rows[0].source, find, replace, signature));
  },
});

/** A table without a constraint, of which the definition holds the text. */
export const withoutConstraint = (name: string, lacks: string, table: string, holds: string): Mutant => ({
  name,
  lacks,
  alter: async (connection) => {
    const { rows } = await connection.query(
      `select conname from pg_constraint where conrelid = $1::regclass and position($2 in pg_get_constraintdef(oid)) > 0`,
      [table, holds],
    );
    if (rows.length !== 1) throw new Error(`${table} has ${rows.length} constraints with ${holds}`);
    await connection.query(`alter table ${table} drop constraint "${rows[0].conname}" cascade`);
  },
});

/** Without what a statement drops. */
export const without = (name: string, lacks: string, drop: string): Mutant => ({
  name,
  lacks,
  alter: async (connection) => {
    await connection.query(drop);
  },
});

/** TypeScript with one text in place of another. */
export const inCode = (name: string, lacks: string, file: string, find: string, replace: string): Mutant => ({
  name,
  lacks,
  code: [{ file, find, replace }],
});

export async function alterDatabase({ alter }: Mutant, url: string): Promise<void> {
  if (alter === undefined) return;
  const connection = await openConnection(url);
  try {
    await alter(connection);
  } finally {
    await connection.end();
  }
}
