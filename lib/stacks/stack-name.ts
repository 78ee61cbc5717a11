import type { StackProps } from 'aws-cdk-lib';
import type { StageSettings } from '../stages/settings.ts';

/** The stacks, in the order in which they need each other. Data and Landing need none. */
export type Lifecycle = 'Data' | 'Landing' | 'Processing' | 'Edge' | 'Dashboard' | 'Operations';

/** The name of a stack, such as `Countinghouse-prod-Data`. */
export function stackName(settings: StageSettings, lifecycle: Lifecycle): string {
  return `Countinghouse-${settings.stage}-${lifecycle}`;
}

/** What all stacks of a stage have in common. */
export function stackProps(settings: StageSettings, description: string): StackProps {
  return {
    description,
    // Pinned, so that the CDK CLI refuses credentials of another account.
    env: { account: settings.account, region: settings.region },
    terminationProtection: settings.removal === 'retain',
    tags: { application: 'countinghouse', stage: settings.stage },
  };
}
