import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { startPostgres } from '../../local/cloud/postgres/index.ts';
import { runSql } from '../../local/cloud/postgres/run-sql.ts';
import { makeOriginal } from './database.ts';
import type { Violation } from './world/world.ts';

/** One text of one file, in place of another. */
export interface Replacement {
  /** From the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What a child tells of one schedule; the trace comes with violations only. */
export interface Report {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  readonly restShare: number;
}

/** A process that lives through schedules on a database of its own. */
export interface Simulator {
  run(seed: number): Promise<Report>;
  stop(): Promise<void>;
}

/** One PostgreSQL, and simulators on copies of its migrated database. */
export interface Laboratory {
  /**
   * @param alter SQL that changes the simulator's database
   * @param replacements changes in its code; a text that is not found is an error
   */
  simulator(
    name: string,
    alter?: (url: string) => Promise<void>,
    replacements?: readonly Replacement[],
  ): Promise<Simulator>;
  close(): Promise<void>;
}

export async function openLaboratory(root: string): Promise<Laboratory> {
  const folder = path.join(root, '.countinghouse', 'simulation');
  const postgres = await startPostgres({ stateDirectory: folder });
  await runSql(postgres.url, 'create database original');
  await makeOriginal(databaseAt(postgres.url, 'original'), root, readMigrations(path.join(root, 'migrations')));
  const simulators = new Set<Simulator>();
  return {
    async simulator(name, alter, replacements = []) {
      const database = `simulation_${name.replaceAll(/[^a-z0-9]/g, '_')}`;
      await runSql(postgres.url, `create database ${database} template original`);
      const url = databaseAt(postgres.url, database);
      await alter?.(url);
      const script = path.join(folder, `${database}.mjs`);
      await bundle(root, script, replacements);
      const simulator = startChild(script, [url, root], () =>
        runSql(postgres.url, `drop database ${database} with (force)`),
      );
      simulators.add(simulator);
      return simulator;
    },
    async close() {
      await Promise.all([...simulators].map((simulator) => simulator.stop()));
      await postgres.stop();
    },
  };
}

function startChild(script: string, parameters: readonly string[], afterwards: () => Promise<void>): Simulator {
  const child = fork(script, parameters, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  let isStopped = false;
  return {
    run: (seed) =>
      new Promise((resolve, reject) => {
        const died = (): void => reject(new Error(`The simulator died with the seed ${seed}.`));
        child.once('exit', died);
        child.once('message', (report: Report) => {
          child.off('exit', died);
          resolve(report);
        });
        child.send(seed);
      }),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      if (child.connected) child.disconnect();
      await ended;
      await afterwards();
    },
  };
}

/** Bundled, so that texts can be replaced on the way and a child starts at once. */
async function bundle(root: string, outfile: string, replacements: readonly Replacement[]): Promise<void> {
  await build({
    entryPoints: [path.join(root, 'test/simulation/child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
    plugins: [replacing(root, replacements)],
  });
}

const replacing = (root: string, replacements: readonly Replacement[]): Plugin => ({
  name: 'replacing',
  setup(bundling) {
    const used = new Set<Replacement>();
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const ours = replacements.filter((one) => path.join(root, one.file) === file);
      if (ours.length === 0) return undefined;
      let contents = await readFile(file, 'utf8');
      for (const one of ours) {
        contents = replaceOnce(contents, one.find, one.replace, one.file);
        used.add(one);
      }
      return { contents, loader: 'ts' };
    });
    bundling.onEnd(() => {
      const unused = replacements.find((one) => !used.has(one));
      return unused && { errors: [{ text: `${unused.file} is not part of the simulation` }] };
    });
  },
});

/** @throws Error when the text is not there, or there more than once */
export function replaceOnce(text: string, find: string, replace: string, where: string): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${where} has ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}

function databaseAt(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
