import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { refuseOtherAccount } from '../deployed/describe-stack.ts';
import { type Lifecycle, stackName } from '../lib/stacks/stack-name.ts';
import type { StageSettings } from '../lib/stages/settings.ts';
import { UsageError } from '../local/cli/arguments.mjs';
import { type DeployedStack, readStack } from './deployed-stack.ts';

/** The other way round than they are deployed: what needs others goes first. */
const ORDER: readonly Lifecycle[] = ['Dashboard', 'Edge', 'Processing', 'Landing', 'Data'];

/**
 * The stacks of a stage that there are, in the order in which they go.
 * @throws UsageError when they are in another account than the stage's
 */
export async function planTeardown(settings: StageSettings, client: CloudFormationClient): Promise<DeployedStack[]> {
  const stacks: DeployedStack[] = [];
  for (const lifecycle of ORDER) {
    const stack = await readStack(client, stackName(settings, lifecycle));
    if (stack !== undefined) {
      stacks.push(stack);
    }
  }
  for (const { account } of stacks) {
    refuseOtherAccount(account, settings);
  }
  return stacks;
}

/** What a person reads before the name of the stage is asked for. */
export function planLines({ stage, region, account }: StageSettings, stacks: readonly DeployedStack[]): string[] {
  if (stacks.length === 0) {
    return [`There is no stack of the stage ${stage} in ${region} of account ${account}.`];
  }
  const staying = stacks.flatMap((stack) => stack.resources.filter(({ stays }) => stays));
  return [
    `Stage ${stage}, account ${account}, ${region}`,
    '',
    'Goes:',
    ...stacks.map(({ name, resources }) => `  ${name}  ${counted(resources.filter(({ stays }) => !stays).length)}`),
    ...stacks.flatMap(({ resources }) =>
      resources
        .filter(({ stays, type }) => !stays && holdsData(type))
        .map(({ type, name }) => `    with its data: ${type}  ${name}`),
    ),
    '',
    staying.length === 0 ? 'Stays: nothing' : 'Stays, and is paid for until somebody deletes it by hand:',
    ...staying.map(({ type, name }) => `  ${type}  ${name}`),
  ];
}

const counted = (resources: number): string => (resources === 1 ? '1 resource' : `${resources} resources`);

/** What cannot be made again from this repository. Messages in queues and users' sign-ins are among it. */
const holdsData = (type: string): boolean =>
  [
    'AWS::S3::Bucket',
    'AWS::RDS::DBCluster',
    'AWS::SecretsManager::Secret',
    'AWS::SQS::Queue',
    'AWS::Logs::LogGroup',
    'AWS::KMS::Key',
    'AWS::Cognito::UserPool',
  ].includes(type);

/** @throws UsageError when CloudFormation would refuse, before anything is gone */
export function refuseProtected(stacks: readonly DeployedStack[]): void {
  const names = stacks.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  if (names.length === 0) {
    return;
  }
  throw new UsageError(
    `${names.join(', ')}: protected from deletion, as its stage's removal is 'retain'. Nothing was deleted. If it really ` +
      'is to go, take the protection away first: aws cloudformation update-termination-protection ' +
      '--no-enable-termination-protection --stack-name <each of them>',
  );
}
