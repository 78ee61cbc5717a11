import { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { Clock, Patience } from './backoff.ts';
import { DataApiDatabase } from './data-api.ts';

/**
 * The database that a function's environment names.
 *
 * The client waits longer than the Data API's own 45 s limit: giving up earlier and asking again would run a statement
 * twice.
 */
export const connectDatabase = (
  environment: {
    readonly DATABASE_CLUSTER_ARN: string;
    readonly DATABASE_SECRET_ARN: string;
    readonly DATABASE_NAME: string;
  },
  options: { readonly patience?: Patience; readonly clock?: Clock } = {},
): DataApiDatabase =>
  new DataApiDatabase({
    client: new RDSDataClient({ requestHandler: { requestTimeout: 65_000 } }),
    clusterArn: environment.DATABASE_CLUSTER_ARN,
    secretArn: environment.DATABASE_SECRET_ARN,
    database: environment.DATABASE_NAME,
    ...options,
  });
