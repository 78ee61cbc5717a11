import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  type ExecuteStatementCommandOutput,
  type Field,
  RDSDataClient,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import { startPostgres } from '../../../local/cloud/postgres/index.ts';
import { type Limits, type RdsData, startRdsData } from '../../../local/cloud/rds-data/index.ts';

export const target = {
  resourceArn: 'arn:aws:rds:us-east-1:000000000000:cluster:countinghouse',
  secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:countinghouse',
  database: 'countinghouse',
};

/** The endpoint in front of a database of its own, and the AWS SDK's client of it. */
export interface DataApi {
  readonly endpoint: RdsData;
  readonly postgresUrl: string;
  readonly client: RDSDataClient;
  execute(
    sql: string,
    parameters?: SqlParameter[],
    more?: Partial<ExecuteStatementCommandInput>,
  ): Promise<ExecuteStatementCommandOutput>;
  /** The first record. */
  select(sql: string, parameters?: SqlParameter[], more?: Partial<ExecuteStatementCommandInput>): Promise<Field[]>;
  stop(): Promise<void>;
}

export async function startDataApi(limits: Partial<Limits> = {}): Promise<DataApi> {
  const projectState = fileURLToPath(new URL('../../../.countinghouse/', import.meta.url));
  const stateDirectory = await mkdtemp(path.join(projectState, 'test-rds-data-'));
  const postgres = await startPostgres({ stateDirectory });
  const endpoint = await startRdsData({ postgresUrl: postgres.url, limits });
  const client = new RDSDataClient({
    endpoint: endpoint.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const execute: DataApi['execute'] = (sql, parameters, more) =>
    client.send(new ExecuteStatementCommand({ ...target, sql, ...(parameters && { parameters }), ...more }));
  return {
    endpoint,
    postgresUrl: postgres.url,
    client,
    execute,
    select: async (sql, parameters, more) => (await execute(sql, parameters, more)).records?.[0] ?? [],
    stop: async () => {
      client.destroy();
      await endpoint.stop();
      await postgres.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}
