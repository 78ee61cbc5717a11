import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { laptop, stageAccess } from '../deployed/access.ts';
import { missingOutput, stackOutputs } from '../deployed/stack-outputs.ts';
import { readStage } from '../lib/stages/index.ts';
import { machineTokens, type Reach, signedFetch } from '../local/cli/machine-tokens.ts';
import type { VerifyArguments } from './arguments.ts';
import { withGivenToken } from './given-token.ts';

/** Where a run is told of, and where its bytes are. */
export interface Places {
  readonly api: Reach;
  readonly client: S3Client;
}

/** The output of the edge stack with the dashboard's name, behind which the API lies. */
const DOMAIN = 'DistributionDomainName';

/** @throws UsageError, StageError or NoRunningCloudError when there is no such place */
export async function findPlaces(
  { stage, api, port }: VerifyArguments,
  root: string,
  signal: AbortSignal,
): Promise<Places> {
  if (stage !== undefined) {
    const settings = readStage(stage);
    const access = stageAccess(settings.region);
    const outputs = await stackOutputs(settings, 'Edge', new CloudFormationClient(access), signal);
    const domain = outputs.get(DOMAIN);
    if (domain === undefined) throw missingOutput(settings, 'Edge', DOMAIN);
    return { api: withGivenToken(`https://${domain}/`), client: new S3Client(access) };
  }
  if (api !== undefined && !/^(127\.|localhost$|\[::1\]$)/.test(new URL(api).hostname)) {
    return { api: withGivenToken(api), client: new S3Client({ followRegionRedirects: true }) };
  }
  // An address on this laptop is a cloud of its own, whose objects lie in its emulator.
  const { cloud, access } = laptop(root, api === undefined ? port : Number(new URL(api).port));
  const fetch = signedFetch(machineTokens(cloud.machine));
  return {
    api: { dashboardUrl: cloud.dashboardUrl, fetch },
    client: new S3Client({ ...access, forcePathStyle: true }),
  };
}
