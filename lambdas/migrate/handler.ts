import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { connectDatabase } from '../core/database/index.ts';
import { besideBundle } from '../core/environment/beside-bundle.ts';
import { LullEndingDatabase, LullMarks } from '../core/lulls/index.ts';
import {
  answerCustomResource,
  customResourceSchema,
  putWithoutContentType,
} from '../core/migrations/custom-resource.ts';
import { type MigrationReport, migrate } from '../core/migrations/migrate.ts';
import { readMigrations } from '../core/migrations/read-migrations.ts';
import { S3ObjectStore } from '../core/objects/s3-object-store.ts';
import { PowertoolsTelemetry } from '../core/telemetry/powertools-telemetry.ts';
import { parseEnvironment } from './environment.ts';

const environment = parseEnvironment(process.env);
const telemetry = new PowertoolsTelemetry(environment);
const database = new LullEndingDatabase(
  connectDatabase(environment),
  new LullMarks(new S3ObjectStore(new S3Client()), environment.RESULTS_BUCKET),
);
const directory = besideBundle(import.meta.url, 'migrations', environment.MIGRATIONS_DIRECTORY);

/** Kept for telling CloudFormation about a failure before the function itself is ended. */
const RESERVED_MILLISECONDS = 10_000;

async function applyMigrations(): Promise<MigrationReport> {
  try {
    const report = await migrate(database, readMigrations(directory));
    telemetry.info('The database is up to date.', { ...report });
    return report;
  } catch (error) {
    telemetry.error('The migrations failed.', error);
    throw error;
  }
}

/** Applies the migrations: as a CloudFormation custom resource, or called directly with `{}`. */
export const handler = (event: unknown, context: Context): Promise<MigrationReport | undefined> =>
  telemetry.during(context, async () => {
    const request = customResourceSchema.safeParse(event);
    if (!request.success) {
      return applyMigrations();
    }
    const time = Math.max(context.getRemainingTimeInMillis() - RESERVED_MILLISECONDS, 0);
    const work = async (): Promise<Record<string, unknown>> => ({ ...(await applyMigrations()) });
    await answerCustomResource(request.data, work, putWithoutContentType, time);
    return undefined;
  });
