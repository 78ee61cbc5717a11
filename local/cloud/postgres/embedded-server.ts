import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endChild, hasEnded } from '../children/end-child.ts';
import { guardChild } from '../children/guard.ts';
import { makeServerHome, type ServerHome } from './home.ts';
import { runSql } from './run-sql.ts';

const run = promisify(execFile);

/** A running database server of which nothing is left after `stop()`. */
export interface RunningPostgres {
  /** postgres://user:password@127.0.0.1:port/countinghouse */
  readonly url: string;
  stop(): Promise<void>;
  /**
   * Ends the server at once, as a machine that breaks down does, and starts it again with the data that it had
   * committed. A server that someone else runs cannot be restarted.
   */
  restart?(): Promise<void>;
}

// Nothing here outlives the start, so nothing is made safe against a power cut. What is committed is written all the same
// before the caller is told, so that it survives the server's own end.
const settings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '64MB',
  jit: 'off', // costs more than it gives on statements as short as ours
  timezone: 'UTC',
  log_timezone: 'UTC',
  client_connection_check_interval: '1s', // a statement ends soon after its client has died
};

const startSeconds = 30;

/** Starts the PostgreSQL of the npm packages on 127.0.0.1, on a free port, with a password of its own. */
export async function startEmbeddedServer(stateDirectory: string): Promise<RunningPostgres> {
  const home = await makeServerHome(stateDirectory);
  try {
    const password = randomBytes(24).toString('base64url');
    const data = await initialise(home, password);
    return await startOnFreePort(home, data, password, stateDirectory);
  } catch (error) {
    await rm(home.folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise({ folder, binaries, account }: ServerHome, password: string): Promise<string> {
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const options = ['--pgdata', data, '--username', 'countinghouse', '--pwfile', passwordFile, '--auth=scram-sha-256'];
  // A locale that every machine has, with upper and lower case beyond ASCII.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const quick = ['--no-sync', '--no-instructions'];
  try {
    await run(binaries.initdb, [...options, ...locale, ...quick], { cwd: '/', env: environment(), ...account });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`PostgreSQL could not make its data folder: ${said}`, { cause });
  }
  await rm(passwordFile);
  return data;
}

async function startOnFreePort(
  home: ServerHome,
  data: string,
  password: string,
  stateDirectory: string,
): Promise<RunningPostgres> {
  const log = path.join(path.resolve(stateDirectory), 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const base = `postgres://countinghouse:${password}@127.0.0.1:${port}`;
    const url = `${base}/countinghouse`;
    const start = () => startServer(home, data, port, log);
    const server = await start();
    // Also makes the database, because a server that answers but cannot do that is of no use.
    const ready = await untilAnswers(server, `${base}/postgres`, 'create database countinghouse');
    if (ready) return restartable(server, start, url, home.folder);
    await server.end('SIGQUIT');
    const said = await readFile(log, 'utf8').catch(() => '');
    // Between finding a free port and using it, another process may have taken it.
    if (attempt < 5 && said.includes('could not bind')) continue;
    throw new Error(
      `PostgreSQL did not start. Its log, ${log}, ends:\n${said.trim().split('\n').slice(-10).join('\n')}`,
    );
  }
}

interface Server {
  readonly child: ChildProcess;
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
}

async function startServer(home: ServerHome, data: string, port: number, log: string): Promise<Server> {
  const child = await spawnServer(home, data, port, log);
  const guard =
    child.pid === undefined
      ? undefined
      : guardChild({ pid: child.pid, group: false, signal: 'QUIT', remove: [home.folder] });
  return {
    child,
    end: async (signal) => {
      await endChild(child, { signal });
      guard?.release();
    },
  };
}

function restartable(first: Server, start: () => Promise<Server>, url: string, folder: string): RunningPostgres {
  let server = first;
  const restart = async () => {
    await server.end('SIGQUIT'); // "immediate shutdown": nobody is waited for, and the log is replayed at the start
    const deadline = Date.now() + startSeconds * 1_000;
    do {
      // The processes of its sessions may outlive the server for a moment, and then a new one does not start.
      server = await start();
      if (await untilAnswers(server, url, 'select 1')) return;
      await server.end('SIGQUIT');
    } while (Date.now() < deadline);
    throw new Error(`PostgreSQL did not come back within ${startSeconds} seconds; its log says why.`);
  };
  const stop = async () => {
    await server.end('SIGINT'); // "fast shutdown": open sessions are ended
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop, restart };
}

async function spawnServer({ binaries, account }: ServerHome, data: string, port: number, log: string) {
  await mkdir(path.dirname(log), { recursive: true });
  const output = await open(log, 'a', 0o600);
  const flags = Object.entries({ ...settings, port: `${port}` }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', data, ...flags], {
    cwd: '/',
    env: environment(),
    detached: true, // a terminal's Ctrl-C must reach us first: we stop the parts in order
    stdio: ['ignore', output.fd, output.fd],
    ...account,
  });
  child.on('error', () => {}); // seen as "did not start"
  child.unref();
  await output.close();
  return child;
}

async function untilAnswers({ child }: Server, url: string, sql: string): Promise<boolean> {
  const deadline = Date.now() + startSeconds * 1_000;
  while (!hasEnded(child) && Date.now() < deadline) {
    try {
      await runSql(url, sql);
      return true;
    } catch {
      await sleep(15);
    }
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port could be found.');
  return address.port;
}

/** The user's own PG… variables must not reach this server. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
