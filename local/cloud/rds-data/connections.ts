import pg from 'pg';
import { DataApiError } from './errors.ts';
import type { Limits } from './limits.ts';

export type Connection = pg.PoolClient;

/** A bounded number of connections, each of which does one thing at a time. */
export interface Connections {
  /** Waits until one is free. Throws DatabaseUnavailableException. */
  take(): Promise<Connection>;
  /** `broken`: close it, whatever it is doing, in place of using it again. */
  giveBack(connection: Connection, broken?: boolean): void;
  /** Ends all of them, and what they are doing in the database. */
  close(): Promise<void>;
}

// Nothing is parsed by pg: the records are made from PostgreSQL's own text.
const asText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

export function openConnections(postgresUrl: string, limits: Limits): Connections {
  const pool = new pg.Pool({
    connectionString: postgresUrl,
    max: limits.connections,
    application_name: 'countinghouse-rds-data',
    statement_timeout: limits.statementMilliseconds,
    options: '-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c intervalstyle=postgres',
    types: asText,
    keepAlive: true,
  });
  const taken = new Set<Connection>();
  pool.on('error', () => {}); // an idle connection broke; the pool has dropped it
  pool.on('connect', (connection) => connection.on('error', noteBreak)); // for its whole life: it may break on the way in
  return { take, giveBack, close };

  async function take(): Promise<Connection> {
    try {
      const connection = await pool.connect();
      taken.add(connection);
      return connection;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new DataApiError('DatabaseUnavailableException', why, { cause });
    }
  }

  function giveBack(connection: Connection, broken = false): void {
    if (!taken.delete(connection)) return;
    if (broken) terminate([connection]).catch(() => {}); // it ends by its statement time-out at the latest
    connection.release(broken);
  }

  async function close(): Promise<void> {
    const left = [...taken];
    await terminate(left).catch(() => {}); // the server is gone already
    for (const connection of left) giveBack(connection, true);
    await pool.end();
  }

  /** Closing a socket does not end the statement behind it; the server must be told. */
  async function terminate(connections: readonly Connection[]): Promise<void> {
    const pids = connections.map(processOf).filter((pid) => pid !== undefined);
    if (pids.length === 0) return;
    const client = new pg.Client({ connectionString: postgresUrl, application_name: 'countinghouse-rds-data' });
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids]);
    } finally {
      await client.end();
    }
  }
}

/** The connection's next statement fails and tells the caller; without a listener Node would end the whole process. */
function noteBreak(): void {}

function processOf(connection: Connection): number | undefined {
  const pid: unknown = Reflect.get(connection, 'processID');
  return typeof pid === 'number' ? pid : undefined;
}
