import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import { describeStack } from '../deployed/describe-stack.ts';
import type { DeployedStack } from './deployed-stack.ts';

export interface Deletion {
  readonly client: CloudFormationClient;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Between two looks at a stack that goes. */
  readonly pollMilliseconds: number;
}

/**
 * Deletes one stack after the other and waits for each. Can be run again after any end: what is gone is not in the plan, and
 * CloudFormation takes up a deletion where it stopped.
 * @returns whether all of them are gone; the first that stays ends it, since others may need it
 */
export async function deleteStacks(stacks: readonly DeployedStack[], deletion: Deletion): Promise<boolean> {
  const { client, signal, say } = deletion;
  for (const { name } of stacks) {
    say(`${name} …`);
    await client.send(new DeleteStackCommand({ StackName: name }), { abortSignal: signal });
    const left = await untilGone(name, deletion);
    if (left !== undefined) {
      say(`${name} is still there: ${left}`);
      return false;
    }
    say(`${name} is gone`);
  }
  return true;
}

/** @returns why it is still there; undefined when it is gone */
async function untilGone(name: string, { client, signal, pollMilliseconds }: Deletion): Promise<string | undefined> {
  for (;;) {
    const stack = await describeStack(client, name);
    if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') {
      return undefined;
    }
    if (stack.StackStatus !== 'DELETE_IN_PROGRESS') {
      return firstFailure(name, client);
    }
    await sleep(pollMilliseconds, undefined, { signal });
  }
}

async function firstFailure(StackName: string, client: CloudFormationClient): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
  return failed
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
    .join('; ');
}
