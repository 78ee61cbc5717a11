import { type RunningPostgres, startEmbeddedServer } from './embedded-server.ts';
import { makeOwnDatabase } from './own-database.ts';

export type { RunningPostgres } from './embedded-server.ts';

/**
 * Gives an empty PostgreSQL database that is gone after `stop()`.
 *
 * With the environment variable COUNTINGHOUSE_POSTGRES_URL it is a fresh database on that server; otherwise a server of
 * its own is started from the npm packages, which writes `postgres.log` into `stateDirectory`.
 */
export async function startPostgres({ stateDirectory }: { readonly stateDirectory: string }): Promise<RunningPostgres> {
  const serverUrl = process.env['COUNTINGHOUSE_POSTGRES_URL'];
  return serverUrl === undefined || serverUrl === '' ? startEmbeddedServer(stateDirectory) : makeOwnDatabase(serverUrl);
}
