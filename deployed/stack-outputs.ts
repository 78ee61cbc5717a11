import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type Lifecycle, stackName } from '../lib/stacks/stack-name.ts';
import type { StageSettings } from '../lib/stages/settings.ts';
import { UsageError } from '../local/cli/arguments.mjs';
import { accountOf, describeStack, refuseOtherAccount } from './describe-stack.ts';

/**
 * The outputs of one of a stage's stacks, by their names: every command finds the addresses of a stage here.
 * @throws UsageError when the stage is not deployed where the credentials lead, or they lead to another account
 */
export async function stackOutputs(
  settings: StageSettings,
  lifecycle: Lifecycle,
  cloudFormation: CloudFormationClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const name = stackName(settings, lifecycle);
  const stack = await describeStack(cloudFormation, name, signal);
  if (stack === undefined) {
    throw new UsageError(
      `There is no stack ${name} in ${settings.region} of this account. Are the credentials the right ones?`,
    );
  }
  refuseOtherAccount(accountOf(stack), settings);
  return new Map((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

/** For an output that the code knows and the stack does not tell, since an older release was deployed. */
export const missingOutput = (settings: StageSettings, lifecycle: Lifecycle, output: string): UsageError =>
  new UsageError(`The stack ${stackName(settings, lifecycle)} has no output ${output}; deploy it again.`);
