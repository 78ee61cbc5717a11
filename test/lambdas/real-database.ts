import path from 'node:path';
import { z } from 'zod';
import { type Clock, DataApiDatabase, dataApiClient, type Parameters } from '../../lambdas/core/database/index.ts';
import { migrate } from '../../lambdas/core/migrations/migrate.ts';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { type Limits, type RdsData, startRdsData } from '../../local/cloud/rds-data/index.ts';
import { copiedDatabase } from '../postgres/copied-database.ts';

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
  const postgres = await (options.migrated
    ? copiedDatabase('migrated_by_the_data_api', migrateThroughDataApi)
    : copiedDatabase('empty', async () => {}));
  const dataApi = await startRdsData({ postgresUrl: postgres.url, limits: options.limits ?? {} });
  const sleeps: number[] = [];
  const database = databaseAt(dataApi, sleeps);
  const rows = (sql: string, parameters: Parameters = {}): Promise<Record<string, unknown>[]> =>
    database.query(sql, parameters, z.record(z.string(), z.unknown()));
  return {
    database,
    dataApi,
    sleeps,
    rows,
    empty: async () => {
      await rows(
        'truncate request, batch_file, run, worker, run_source, run_event, run_reject_count, run_corrected_lines, source_version, branch_stats_figure, account_balance, account_country, transfer_rejection',
      );
    },
    stop: async () => {
      await dataApi.stop();
      await postgres.stop();
    },
  };
}

async function migrateThroughDataApi(url: string): Promise<void> {
  const dataApi = await startRdsData({ postgresUrl: url, limits: {} });
  await migrate(databaseAt(dataApi, []), readMigrations(path.join(import.meta.dirname, '../../migrations')));
  await dataApi.stop();
}

function databaseAt({ endpoint }: RdsData, sleeps: number[]): DataApiDatabase {
  return new DataApiDatabase({
    client: clientOf(endpoint),
    clusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:test',
    secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:test',
    database: 'countinghouse',
    clock: impatientClock(sleeps),
  });
}

const clientOf = (endpoint: string): ReturnType<typeof dataApiClient> =>
  dataApiClient({
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
