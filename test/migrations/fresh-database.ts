import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { copiedDatabase } from '../postgres/copied-database.ts';

const migrations = path.join(import.meta.dirname, '../../migrations');

export interface FreshDatabase {
  readonly url: string;
  readonly client: pg.Client;
  /** Empties every table, so that a test begins with no runs. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** A real PostgreSQL with all migrations applied, and one connection to it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const postgres = await copiedDatabase('migrated', applyMigrations);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  return {
    url: postgres.url,
    client,
    empty: async () => {
      await client.query(
        'truncate request, batch_file, run, worker, run_source, run_event, run_reject_count, source_version, run_corrected_lines, branch_stats_figure, account_balance, account_country, transfer_rejection, branch_stats_total, branch_stats_headline',
      );
    },
    stop: async () => {
      await client.end();
      await postgres.stop();
    },
  };
}

async function applyMigrations(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const file of readdirSync(migrations).sort()) {
    await client.query(readFileSync(path.join(migrations, file), 'utf8'));
  }
  await client.end();
}
