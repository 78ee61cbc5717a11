import { CfnOutput, Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiFunction } from '../constructs/api-function.ts';
import { DashboardDistribution } from '../constructs/dashboard-distribution/index.ts';
import type { HandlerFunction } from '../constructs/handler-function.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { type Issuer, issuerFor } from '../constructs/sign-in/issuer.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data-stack.ts';
import type { LandingStack } from './landing-stack.ts';
import type { ProcessingStack } from './processing-stack.ts';
import { stackName, stackProps } from './stack-name.ts';

export interface EdgeStackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly landing: LandingStack;
  readonly processing: ProcessingStack;
}

/** What the world sees: API, distribution and sign-in, together because they need each other's addresses. */
export class EdgeStack extends Stack {
  readonly dashboardBucket: s3.Bucket;
  /** The function that answers the API. */
  readonly api: HandlerFunction<unknown>;
  readonly apiId: string;
  /** How the dashboard has people sign in. */
  readonly issuer: Issuer;

  constructor(scope: Construct, { deployment, data, landing, processing }: EdgeStackProps) {
    const { settings, removalPolicy } = deployment;
    super(scope, stackName(settings, 'Edge'), stackProps(settings, 'Countinghouse: API, distribution and sign-in'));
    const { handler } = new ApiFunction(this, 'ApiFunction', {
      deployment,
      database: data.database,
      landing: landing.bucket,
      results: data.results,
      watchdogQueue: processing.watchdogQueue,
    });
    const api = new HttpApi(this, 'HttpApi', { deployment });
    this.api = handler;
    this.apiId = api.apiId;
    this.dashboardBucket = new PrivateBucket(this, 'DashboardBucket', { removalPolicy });
    const { distribution, address } = new DashboardDistribution(this, 'Dashboard', {
      deployment,
      bucket: this.dashboardBucket,
      apiHostName: api.hostName,
      landing: landing.bucket,
    });
    this.issuer = issuerFor(this, { deployment, dashboardAddress: address });
    api.addRoutes({ handler: handler.function, issuer: this.issuer });

    new CfnOutput(this, 'DistributionDomainName', { value: distribution.distributionDomainName });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
    new CfnOutput(this, 'DashboardBucketName', { value: this.dashboardBucket.bucketName });
    new CfnOutput(this, 'ApiEndpoint', { value: api.endpoint });
  }
}
