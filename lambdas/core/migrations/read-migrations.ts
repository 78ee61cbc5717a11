import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { splitStatements } from './split-statements.ts';

export interface Migration {
  readonly version: number;
  /** The file's name. */
  readonly name: string;
  /** SHA-256 (hex) of the file. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** The Data API's limit for the text of one statement, in characters. */
const LONGEST_STATEMENT = 65_536;

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * Reads the migrations of a folder in the order of their numbers.
 * @throws Error when a file's name is wrong, a number is used twice, or a statement is too long for the Data API
 */
export function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  const migrations = files.sort().map((file) => readMigration(directory, file));
  for (const [place, migration] of migrations.entries()) {
    if (migration.version === migrations[place - 1]?.version) {
      throw new Error(`Two migrations have the number ${migration.version}: ${migration.name} is one of them.`);
    }
  }
  return migrations;
}

function readMigration(directory: string, file: string): Migration {
  const version = FILE_NAME.exec(file)?.[1];
  if (version === undefined) {
    throw new Error(`The migration ${file} must be named like 0001_what_it_does.sql.`);
  }
  const sql = readFileSync(path.join(directory, file), 'utf8');
  const statements = splitStatements(sql);
  if (statements.some((statement) => statement.length > LONGEST_STATEMENT)) {
    throw new Error(`The migration ${file} has a statement of more than ${LONGEST_STATEMENT} characters.`);
  }
  const checksum = createHash('sha256').update(sql, 'utf8').digest('hex');
  return { version: Number(version), name: file, checksum, statements };
}
