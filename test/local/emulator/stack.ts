import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { eventually } from './running.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Creates a stack (or updates it when it exists) and answers its outputs; fails with the reasons of its failed resources. */
export async function deployStack(
  client: CloudFormationClient,
  StackName: string,
  template: Template,
): Promise<Record<string, string>> {
  const input = { StackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM' as const] };
  const exists = await client.send(new DescribeStacksCommand({ StackName })).then(
    () => true,
    () => false,
  );
  await client.send(exists ? new UpdateStackCommand(input) : new CreateStackCommand(input));
  const stack = await eventually(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : Stacks?.[0];
  }, 30);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.StackStatus ?? '')) {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
    const reasons = StackEvents.flatMap(({ ResourceStatusReason }) => ResourceStatusReason ?? []);
    throw new Error(`${StackName} is ${stack.StackStatus}: ${reasons.join('; ')}`);
  }
  return Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']));
}

/** A Fn::GetAtt. */
export const attribute = (resource: string, name: string): { 'Fn::GetAtt': [string, string] } => ({
  'Fn::GetAtt': [resource, name],
});

export const ref = (resource: string): { Ref: string } => ({ Ref: resource });

/** A Fn::Sub: `text` with {Name} or {Name.Attribute} in the place of ${Name}. */
export const substituted = (text: string): { 'Fn::Sub': string } => ({
  'Fn::Sub': text.replaceAll(/\{([\w.]+)\}/g, '$${$1}'),
});
