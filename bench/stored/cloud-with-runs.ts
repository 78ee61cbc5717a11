import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { DataApiDatabase } from '../../lambdas/core/database/index.ts';
import { type Cloud, startCloud } from '../../local/cli/cloud.ts';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import type { Lifetime } from '../../local/cli/lifetime.mjs';
import type { Progress } from '../../local/cli/progress.mjs';
import { makeStartFolder } from '../../local/cli/starts.ts';
import { publishRuns, type Stored } from './publish-runs.ts';

export interface Surroundings {
  readonly root: string;
  readonly lifetime: Lifetime;
  readonly progress: Progress;
}

/** The laptop cloud, deployed as `npm start` does it, with published runs of so many branches each. */
export async function cloudWithRuns(
  { files, branches }: { readonly files: number; readonly branches: number },
  { root, lifetime, progress }: Surroundings,
): Promise<{ readonly cloud: Cloud; readonly stored: Stored }> {
  const folder = makeStartFolder(root);
  lifetime.onEnd('the folder of this start', () => folder.remove());
  const cloud = await startCloud({ root, folder: folder.path, port: 4280, lifetime, progress });
  const client = new RDSDataClient({
    endpoint: cloud.endpoints.rdsData,
    region: LAPTOP_REGION,
    credentials: LAPTOP_KEYS,
    requestHandler: { requestTimeout: 65_000 },
  });
  lifetime.onEnd('the client of the database', () => client.destroy());
  // The endpoint serves one database, whatever these names say.
  const names = {
    clusterArn: 'arn:aws:rds:local',
    secretArn: 'arn:aws:secretsmanager:local',
    database: 'countinghouse',
  };
  const database = new DataApiDatabase({ client, ...names });
  const stored = await progress.phase(`Publishing ${files} runs of ${branches} branches`, (step) =>
    publishRuns(database, { files, branches, signal: lifetime.signal, onFile: (file) => step(`${file} of ${files}`) }),
  );
  return { cloud, stored };
}
