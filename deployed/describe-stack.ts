import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { StageSettings } from '../lib/stages/settings.ts';
import { UsageError } from '../local/cli/arguments.mjs';

/** The stack's description, or undefined when there is none of that name. */
export async function describeStack(
  client: CloudFormationClient,
  StackName: string,
  abortSignal?: AbortSignal,
): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }), {
      ...(abortSignal && { abortSignal }),
    });
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  }
}

/** The account that a stack lies in, which its ARN names. */
export const accountOf = ({ StackId = '' }: Stack): string => StackId.split(':')[4] ?? '';

/** @throws UsageError when what was found lies in another account than the stage's */
export function refuseOtherAccount(found: string, { stage, account }: StageSettings): void {
  if (found !== account) {
    throw new UsageError(`The stage ${stage} belongs to account ${account}, but the credentials are of ${found}.`);
  }
}
