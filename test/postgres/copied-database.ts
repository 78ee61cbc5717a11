import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type RunningPostgres, startPostgres } from '../../local/cloud/postgres/index.ts';
import { runSql } from '../../local/cloud/postgres/run-sql.ts';

/** Holds the log of the last server. One for each process that Vitest has at the same time. */
const stateDirectory = path.join(
  import.meta.dirname,
  `../../.countinghouse/tests/postgres-${process.env['VITEST_POOL_ID'] ?? '0'}`,
);

/** The process's PostgreSQL, started when the first test asks for one, and its databases to copy, by name. */
let server: Promise<string> | undefined;
const originals = new Map<string, Promise<string>>();

/**
 * Gives a database of its own. Starting a server and migrating it takes seconds, so the test files of a process share one
 * server, and what `prepare` makes is made once and then copied.
 * @param kind names what `prepare` makes
 */
export async function copiedDatabase(kind: string, prepare: (url: string) => Promise<void>): Promise<RunningPostgres> {
  if (process.env['COUNTINGHOUSE_TESTS_WITHOUT'] === 'PostgreSQL') {
    throw new Error('A test that asks PostgreSQL belongs to the suite `database`: name its file in vitest.config.ts.');
  }
  // On a server that someone else runs, nothing may be left behind for the next file.
  if (process.env['COUNTINGHOUSE_POSTGRES_URL']) return await preparedDatabase(prepare);
  server ??= startServer();
  const url = await server;
  const original = originals.get(kind) ?? makeOriginal(url, kind, prepare);
  originals.set(kind, original);
  return await copy(url, await original);
}

async function preparedDatabase(prepare: (url: string) => Promise<void>): Promise<RunningPostgres> {
  const own = await startPostgres({ stateDirectory });
  await prepare(own.url);
  return own;
}

async function startServer(): Promise<string> {
  await rm(path.join(stateDirectory, 'postgres.log'), { force: true });
  // Its guard ends it, and removes its data, as soon as this process is gone.
  return (await startPostgres({ stateDirectory })).url;
}

async function makeOriginal(url: string, kind: string, prepare: (url: string) => Promise<void>): Promise<string> {
  const name = `original_${kind}`;
  await runSql(url, `create database ${name}`);
  await prepare(urlOf(url, name));
  return name;
}

async function copy(url: string, original: string): Promise<RunningPostgres> {
  const name = `copy_${randomBytes(6).toString('hex')}`;
  await runSql(url, `create database ${name} template ${original}`);
  return { url: urlOf(url, name), stop: () => runSql(url, `drop database if exists ${name} with (force)`) };
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
