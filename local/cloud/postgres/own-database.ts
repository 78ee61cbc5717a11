import { randomBytes } from 'node:crypto';
import type { RunningPostgres } from './embedded-server.ts';
import { runSql } from './run-sql.ts';

/** Makes a fresh database on a server that someone else runs; `stop()` drops it again, whoever is still connected. */
export async function makeOwnDatabase(serverUrl: string): Promise<RunningPostgres> {
  const name = `countinghouse_${randomBytes(6).toString('hex')}`;
  const url = parse(serverUrl);
  try {
    await runSql(url.href, `create database ${name}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const shown = new URL(url.href);
    if (shown.password !== '') shown.password = '***';
    throw new Error(`No database could be made on COUNTINGHOUSE_POSTGRES_URL (${shown.href}): ${why}`, { cause });
  }
  const own = new URL(url.href);
  own.pathname = `/${name}`;
  return { url: own.href, stop: () => runSql(url.href, `drop database if exists ${name} with (force)`) };
}

function parse(serverUrl: string): URL {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Error('COUNTINGHOUSE_POSTGRES_URL must look like postgres://user:password@host:port/database.');
  }
  if (url.pathname === '' || url.pathname === '/') url.pathname = '/postgres';
  return url;
}
