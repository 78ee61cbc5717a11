import { RDSDataClient, type RDSDataClientConfig } from '@aws-sdk/client-rds-data';
import type { Clock, Patience } from './backoff.ts';
import { DataApiDatabase } from './data-api.ts';

/**
 * A client that sends each call once. The SDK would send it again after a broken connection or a 500, whether the
 * statement had been carried out or not; what may be repeated is for `DataApiDatabase` to know.
 *
 * It waits longer than the Data API's own 45 s limit: giving up earlier and asking again would run a statement twice.
 */
export const dataApiClient = (config: RDSDataClientConfig = {}): RDSDataClient =>
  new RDSDataClient({
    ...config,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 65_000, throwOnRequestTimeout: true },
  });

/** The database that a function's environment names. */
export const connectDatabase = (
  environment: {
    readonly DATABASE_CLUSTER_ARN: string;
    readonly DATABASE_SECRET_ARN: string;
    readonly DATABASE_NAME: string;
  },
  options: { readonly patience?: Patience; readonly clock?: Clock } = {},
): DataApiDatabase =>
  new DataApiDatabase({
    client: dataApiClient(),
    clusterArn: environment.DATABASE_CLUSTER_ARN,
    secretArn: environment.DATABASE_SECRET_ARN,
    database: environment.DATABASE_NAME,
    ...options,
  });
