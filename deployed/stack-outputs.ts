import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Lifecycle, stackName } from '../lib/stacks/stack-name.ts';
import type { StageSettings } from '../lib/stages/settings.ts';
import { UsageError } from '../local/cli/arguments.mjs';

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
  const StackName = stackName(settings, lifecycle);
  const stack = await describe(StackName, settings, cloudFormation, signal);
  refuseOtherAccount(stack?.StackId ?? '', settings);
  return new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

/** For an output that the code knows and the stack does not tell, since an older release was deployed. */
export const missingOutput = (settings: StageSettings, lifecycle: Lifecycle, output: string): UsageError =>
  new UsageError(`The stack ${stackName(settings, lifecycle)} has no output ${output}; deploy it again.`);

async function describe(
  StackName: string,
  { region }: StageSettings,
  cloudFormation: CloudFormationClient,
  abortSignal: AbortSignal,
) {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }), { abortSignal });
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') {
      throw new UsageError(
        `There is no stack ${StackName} in ${region} of this account. Are the credentials the right ones?`,
      );
    }
    throw error;
  }
}

/** @param stackId an ARN, which names the account that the stack lies in */
function refuseOtherAccount(stackId: string, { stage, account }: StageSettings): void {
  const found = stackId.split(':')[4];
  if (found !== account) {
    throw new UsageError(`The stage ${stage} belongs to account ${account}, but the credentials are of ${found}.`);
  }
}
