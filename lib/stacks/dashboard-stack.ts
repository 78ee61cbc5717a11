import { Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DashboardAssets } from '../constructs/dashboard-assets.ts';
import type { Issuer } from '../constructs/sign-in/issuer.ts';
import type { Deployment } from '../deployment.ts';
import { stackName, stackProps } from './stack-name.ts';

export interface DashboardStackProps {
  readonly deployment: Deployment;
  readonly bucket: s3.Bucket;
  readonly issuer: Issuer;
}

/** The built dashboard and its configuration: the stack that a change of the dashboard alone deploys. */
export class DashboardStack extends Stack {
  constructor(scope: Construct, { deployment, bucket, issuer }: DashboardStackProps) {
    const { settings } = deployment;
    super(scope, stackName(settings, 'Dashboard'), stackProps(settings, 'Countinghouse: the dashboard'));
    new DashboardAssets(this, 'Assets', { deployment, bucket, issuer });
  }
}
