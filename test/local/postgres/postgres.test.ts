import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPostgres } from '../../../local/cloud/postgres/index.ts';

const projectState = fileURLToPath(new URL('../../../.countinghouse/', import.meta.url));

describe('the throw-away PostgreSQL', () => {
  let state: string;
  beforeEach(async () => {
    vi.stubEnv('COUNTINGHOUSE_POSTGRES_URL', '');
    state = await mkdtemp(path.join(projectState, 'test-postgres-'));
    await chmod(state, 0o755); // as a start's folder is, where the server's own user can get at it
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(state, { recursive: true, force: true });
  });

  it('gives an empty PostgreSQL 17 that works in UTC', async () => {
    const server = await startPostgres({ stateDirectory: state });
    try {
      const [row] = await ask(server.url, "select current_setting('server_version') v, current_setting('timezone') tz");
      expect(row).toMatchObject({ v: expect.stringMatching(/^17\./), tz: 'UTC' });
    } finally {
      await server.stop();
    }
  });

  it('listens on 127.0.0.1 only and lets nobody in without the password', async () => {
    const server = await startPostgres({ stateDirectory: state });
    try {
      const stranger = new URL(server.url);
      expect(stranger.hostname).toBe('127.0.0.1');
      stranger.password = 'guess';
      await expect(ask(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
      const [row] = await ask(
        server.url,
        "select current_setting('listen_addresses') listen, current_setting('unix_socket_directories') sockets",
      );
      expect(row).toEqual({ listen: '127.0.0.1', sockets: '' });
    } finally {
      await server.stop();
    }
  });

  it('has all that was committed when it comes back from an end without warning', async () => {
    const server = await startPostgres({ stateDirectory: state });
    try {
      await ask(server.url, 'create table kept (id integer)');
      for (let id = 1; id <= 20; id += 1) await ask(server.url, `insert into kept values (${id})`);
      await server.restart?.();
      expect(await ask(server.url, 'select count(*)::integer as kept from kept')).toEqual([{ kept: 20 }]);
    } finally {
      await server.stop();
    }
  });

  it('runs two of them side by side, each with its own data', async () => {
    const servers = await Promise.all([
      startPostgres({ stateDirectory: state }),
      startPostgres({ stateDirectory: state }),
    ]);
    try {
      await ask(servers[0].url, 'create table mine ()');
      await expect(ask(servers[1].url, 'select from mine')).rejects.toThrow('does not exist');
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  it('leaves nothing but its log after the stop', async () => {
    const server = await startPostgres({ stateDirectory: state });
    await server.stop();
    expect(await readdir(state)).toEqual(['postgres.log']);
    await expect(ask(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('starts in a folder that only its owner can enter', async () => {
    const hidden = await mkdtemp(path.join(tmpdir(), 'countinghouse-hidden-'));
    await chmod(hidden, 0o700);
    try {
      const server = await startPostgres({ stateDirectory: hidden });
      const rows = await ask(server.url, 'select 1 as one').finally(() => server.stop());
      expect(rows).toEqual([{ one: 1 }]);
      expect(await readdir(hidden)).toEqual(['postgres.log']);
    } finally {
      await rm(hidden, { recursive: true });
    }
  });

  it('dies with the process that started it, also after kill -9, and takes its data along', async () => {
    const script = fileURLToPath(new URL('./kept-open.ts', import.meta.url));
    const parent = spawn(process.execPath, ['--import', 'tsx', script, state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = await once(createInterface(parent.stdout), 'line');
    expect(await ask(String(url), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(state)).toHaveLength(2);
    parent.kill('SIGKILL');
    await expect.poll(() => readdir(state), { timeout: 15_000 }).toEqual(['postgres.log']);
    await expect(ask(String(url), 'select 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a PostgreSQL of the user', () => {
  it('is given a fresh database, which is dropped at the end even while someone is connected', async () => {
    const state = await mkdtemp(path.join(projectState, 'test-postgres-'));
    vi.stubEnv('COUNTINGHOUSE_POSTGRES_URL', '');
    const server = await startPostgres({ stateDirectory: state });
    try {
      vi.stubEnv('COUNTINGHOUSE_POSTGRES_URL', server.url);
      const own = await startPostgres({ stateDirectory: state });
      const guest = new pg.Client({ connectionString: own.url });
      guest.on('error', () => {});
      await guest.connect();
      expect(await databases(server.url)).toContainEqual({ datname: new URL(own.url).pathname.slice(1) });
      await own.stop();
      expect(await databases(server.url)).toEqual([{ datname: 'countinghouse' }, { datname: 'postgres' }]);
    } finally {
      vi.unstubAllEnvs();
      await server.stop();
      await rm(state, { recursive: true, force: true });
    }
  });

  it('is named in the error when nothing answers there, without its password', async () => {
    vi.stubEnv('COUNTINGHOUSE_POSTGRES_URL', 'postgres://me:secret@127.0.0.1:1/x');
    const failure = expect(startPostgres({ stateDirectory: tmpdir() })).rejects;
    await failure.toThrow(/COUNTINGHOUSE_POSTGRES_URL \(postgres:\/\/me:\*\*\*@127\.0\.0\.1:1\/x\)/);
    vi.stubEnv('COUNTINGHOUSE_POSTGRES_URL', 'localhost');
    await expect(startPostgres({ stateDirectory: tmpdir() })).rejects.toThrow('must look like postgres://');
    vi.unstubAllEnvs();
  });
});

function databases(url: string): Promise<unknown[]> {
  return ask(url, 'select datname from pg_database where not datistemplate order by datname');
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
