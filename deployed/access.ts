import { LAPTOP_KEYS, LAPTOP_REGION } from '../local/cli/environment.ts';
import { findRunningCloud, type RunningCloud } from '../local/cli/running-cloud.ts';

/** Settings of an AWS client. */
export type Access = ReturnType<typeof laptopAccess> | { readonly region: string };

/** A stage is reached as every AWS SDK reaches it, by its variables too. */
export const stageAccess = (region: string): Access => ({ region });

/** @throws NoRunningCloudError when none runs on this laptop, or several and no port chooses one */
export function laptop(root: string, port: number | undefined): { cloud: RunningCloud; access: Access } {
  const cloud = findRunningCloud(root, port);
  return { cloud, access: laptopAccess(cloud.endpoints.emulator) };
}

const laptopAccess = (endpoint: string) => ({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS });
