import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Migration } from '../../lambdas/core/migrations/read-migrations.ts';
import { BATCH_FUNCTIONS } from './batches.ts';
import { PROBING } from './invariants/probes.ts';

/**
 * The migrations call clock_timestamp(); here they find one that tells the time of the simulation, since its schema comes
 * before PostgreSQL's own. Everything else is made in that schema, too.
 */
const CLOCK = `
  create schema simulated;
  create function simulated.clock_timestamp() returns timestamptz language sql volatile as
    $$ select current_setting('simulated.now')::timestamptz $$`;

const TABLES = [
  'request',
  'batch_file',
  'run_corrected_lines',
  'run_reject_count',
  'run_source',
  'run_event',
  'branch_stats_figure',
  'branch_stats_total',
  'branch_stats_headline',
  'source_version',
];

/** Opens a connection on which the simulation's time is found first, and which sends on before it is answered. */
export async function openConnection(url: string): Promise<pg.Client> {
  const connection = new pg.Client({
    connectionString: url,
    pipeline: true,
    options:
      '-c search_path=simulated,public,pg_catalog -c timezone=UTC -c plan_cache_mode=force_generic_plan -c synchronous_commit=off',
  });
  await connection.connect();
  await connection.query(
    "select set_config('simulated.now', '2026-01-05T08:00:00Z', false), set_config('simulated.most_workers', '1', false)",
  );
  return connection;
}

/** A migration that a deployment in the middle of a schedule brings. Applied twice or by halves, it would be seen. */
export const NEXT_MIGRATION: Migration = {
  version: 9001,
  name: '9001_next.sql',
  checksum: 'next',
  statements: [
    'create table deployed (at timestamptz not null)',
    'insert into deployed (at) values (clock_timestamp())',
    'alter table deployed add column note text',
  ],
};

/** Makes what every schedule begins with. */
export async function makeOriginal(url: string, root: string, migrations: readonly Migration[]): Promise<void> {
  const connection = await openConnection(url);
  try {
    await connection.query(CLOCK);
    await connection.query(`
      create table schema_migration (
        version integer primary key, name text not null, checksum text not null,
        applied_at timestamptz not null default clock_timestamp())`);
    for (const { version, name, checksum } of migrations) {
      await connection.query(readFileSync(`${root}/migrations/${name}`, 'utf8'));
      await connection.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)', [
        version,
        name,
        checksum,
      ]);
    }
    await connection.query(BATCH_FUNCTIONS);
    await connection.query(PROBING);
  } finally {
    await connection.end();
  }
}

/** Empties the tables; for the few rows of a schedule deleting takes less time than truncating. */
export async function prepare(connection: pg.Client, mostWorkers: number): Promise<void> {
  await connection.query('rollback');
  await connection.query(
    `${TABLES.map((table) => `delete from ${table}`).join('; ')}; delete from run; delete from worker; update dpu_budget set hours_per_day = null;
     drop table if exists deployed; delete from schema_migration where version = ${NEXT_MIGRATION.version};
     select set_config('simulated.most_workers', '${mostWorkers}', false)`,
  );
}
