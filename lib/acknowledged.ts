import { type aws_iam as iam, Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/**
 * Findings of cdk-nag's rules `AwsSolutions` that stay, each on the one construct that it is about.
 * @param reasons by the rule's name without its pack, such as `S1`, why it does not hold here
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const rules = Object.entries(reasons).map(([rule, reason]) => ({ id: `AwsSolutions-${rule}`, reason }));
  Validations.of(construct).acknowledge(...rules);
}

/**
 * Wildcards in what a role may reach. The finding is named by the resource as the template has it, which is known once
 * references between stacks are resolved: when the tree is validated, just before the findings are looked for.
 */
export function acknowledgeWildcards(role: iam.IRole, resources: readonly string[], reason: string): void {
  role.node.addValidation({
    validate: () => {
      const stack = Stack.of(role);
      const found = resources.map((resource) => flattenCfnReference(stack.resolve(resource)));
      acknowledge(role, Object.fromEntries(found.map((resource) => [`IAM5[Resource::${resource}]`, reason])));
      return [];
    },
  });
}
