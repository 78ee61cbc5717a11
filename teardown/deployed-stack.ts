import {
  type CloudFormationClient,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { z } from 'zod';
import { accountOf, describeStack } from '../deployed/describe-stack.ts';

export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  /** What the service calls it. */
  readonly name: string;
  /** Whether it stays when its stack goes. */
  readonly stays: boolean;
}

export interface DeployedStack {
  readonly name: string;
  /** The account that holds it. */
  readonly account: string;
  readonly isProtected: boolean;
  readonly resources: readonly DeployedResource[];
}

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })),
});

/** The stack as it is deployed, whatever the settings say by now; undefined when there is none of that name. */
export async function readStack(client: CloudFormationClient, name: string): Promise<DeployedStack | undefined> {
  const found = await describeStack(client, name);
  if (found === undefined || found.StackStatus === 'DELETE_COMPLETE') {
    return undefined;
  }
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: name }));
  const { Resources } = templateSchema.parse(JSON.parse(TemplateBody));
  const resources = (await resourcesOf(client, name)).map((resource) => {
    const id = resource.LogicalResourceId ?? '';
    const policy = Resources[id]?.DeletionPolicy ?? 'Delete';
    return {
      id,
      type: resource.ResourceType ?? '',
      name: resource.PhysicalResourceId ?? '',
      // A snapshot is left behind, too; ours have none, and it would be told as what stays.
      stays: policy !== 'Delete',
    };
  });
  return { name, account: accountOf(found), isProtected: found.EnableTerminationProtection === true, resources };
}

async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    found.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
}
