import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { z } from 'zod';
import { type Clock, DataApiDatabase, type Parameters } from '../../lambdas/core/database/index.ts';
import { migrate } from '../../lambdas/core/migrations/migrate.ts';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { startPostgres } from '../../local/cloud/postgres/index.ts';
import { type Limits, type RdsData, startRdsData } from '../../local/cloud/rds-data/index.ts';

export interface RealDatabase {
  readonly database: DataApiDatabase;
  readonly dataApi: RdsData;
  /** Sleeps of the adapter while the database wakes, in milliseconds; the clock is not the real one. */
  readonly sleeps: number[];
  /** The rows of any statement, unchecked. */
  rows(sql: string, parameters?: Parameters): Promise<Record<string, unknown>[]>;
  /** Empties the run tables. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** A real PostgreSQL behind the Data API, reached by the adapter that the Lambdas use. */
export async function startRealDatabase(options: {
  readonly migrated: boolean;
  readonly limits?: Partial<Limits>;
}): Promise<RealDatabase> {
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'countinghouse-lambdas-'));
  const postgres = await startPostgres({ stateDirectory });
  const dataApi = await startRdsData({ postgresUrl: postgres.url, limits: options.limits ?? {} });
  const sleeps: number[] = [];
  const database = new DataApiDatabase({
    client: clientOf(dataApi.endpoint),
    clusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
    secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
    database: 'countinghouse',
    clock: impatientClock(sleeps),
  });
  if (options.migrated) {
    await migrate(database, readMigrations(path.join(import.meta.dirname, '../../migrations')));
  }
  const rows = (sql: string, parameters: Parameters = {}): Promise<Record<string, unknown>[]> =>
    database.query(sql, parameters, z.record(z.string(), z.unknown()));
  return {
    database,
    dataApi,
    sleeps,
    rows,
    empty: async () => {
      await rows(
        'truncate run, worker, run_source, run_event, run_reject_count, run_corrected_lines, source_version, branch_stats_figure',
      );
    },
    stop: async () => {
      await dataApi.stop();
      await postgres.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

const clientOf = (endpoint: string): RDSDataClient =>
  new RDSDataClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

/** Notes how long it is asked to sleep, and sleeps a thousandth of it. */
function impatientClock(sleeps: number[]): Clock {
  let slept = 0;
  return {
    now: () => slept,
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      slept += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, milliseconds / 1000));
    },
  };
}
