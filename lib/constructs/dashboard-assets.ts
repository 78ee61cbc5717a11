import path from 'node:path';
import { Duration, aws_s3_deployment as deploy, aws_logs as logs, type aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** The folder whose file names carry a hash of their content. */
const hashedFolder = 'assets';

export interface DashboardAssetsProps {
  readonly deployment: Deployment;
  readonly bucket: s3.Bucket;
}

/**
 * Ships the built dashboard into its bucket: first the files whose names carry a hash, then the page that names them, so
 * that no viewer gets a page whose files are not there yet. Nothing is invalidated: hashed files never change, the page
 * is asked for anew each time. Files of earlier versions stay, for pages that are open.
 */
export class DashboardAssets extends Construct {
  constructor(scope: Construct, id: string, { deployment, bucket }: DashboardAssetsProps) {
    super(scope, id);
    const folder = deployment.outputs.dashboard();
    const shared = {
      // CDK's own class does not fit its interface under exactOptionalPropertyTypes.
      destinationBucket: bucket as s3.IBucket,
      prune: false,
      // CDK's 128 MiB starve the copy.
      memoryLimit: 1024,
      logGroup: new logs.LogGroup(this, 'Logs', {
        retention: deployment.settings.logs.retentionDays,
        removalPolicy: deployment.removalPolicy,
      }),
    };
    const hashed = new deploy.BucketDeployment(this, 'HashedFiles', {
      ...shared,
      sources: [deploy.Source.asset(path.join(folder, hashedFolder))],
      destinationKeyPrefix: hashedFolder,
      cacheControl: [
        deploy.CacheControl.setPublic(),
        deploy.CacheControl.maxAge(Duration.days(365)),
        deploy.CacheControl.immutable(),
      ],
    });
    const page = new deploy.BucketDeployment(this, 'Page', {
      ...shared,
      sources: [
        deploy.Source.asset(folder, { exclude: [hashedFolder] }),
        deploy.Source.jsonData('config.json', { stage: deployment.settings.stage, version: deployment.codeVersion }),
      ],
      cacheControl: [deploy.CacheControl.noCache()],
    });
    page.node.addDependency(hashed);
  }
}
