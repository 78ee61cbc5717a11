import path from 'node:path';
import {
  DefaultStackSynthesizer,
  Duration,
  aws_s3_deployment as deploy,
  aws_logs as logs,
  Stack,
  type aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';
import type { Issuer } from './sign-in/issuer.ts';

/** The folder whose file names carry a hash of their content. */
const hashedFolder = 'assets';

export interface DashboardAssetsProps {
  readonly deployment: Deployment;
  readonly bucket: s3.Bucket;
  readonly issuer: Issuer;
}

/** The function that copies is CDK's own: so are its runtime and its permissions. */
function acknowledgeCopier(scope: Construct, deployment: deploy.BucketDeployment, destination: s3.Bucket): void {
  const role = deployment.handlerRole;
  const copier = role.node.scope;
  if (copier === undefined) {
    throw new Error('The function that copies the dashboard has no construct.');
  }
  const { account, region } = Stack.of(scope);
  const assets = `arn:aws:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-${account}-${region}/*`;
  acknowledge(copier, { L1: "The runtime of CDK's own function, which a newer release of CDK moves on." });
  acknowledge(role, {
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      "CDK's own function, whose role has AWS's policy for writing logs.",
  });
  const reads = 'CDK lets its function read the assets of the account, which hold code and no data.';
  const writes = "CDK lets its function replace all of the dashboard's files, and only those.";
  acknowledge(role, {
    'IAM5[Action::s3:GetObject*]': reads,
    'IAM5[Action::s3:GetBucket*]': reads,
    'IAM5[Action::s3:List*]': reads,
    'IAM5[Action::s3:DeleteObject*]': writes,
    'IAM5[Action::s3:Abort*]': writes,
  });
  acknowledgeWildcards(role, [assets], reads);
  acknowledgeWildcards(role, [destination.arnForObjects('*')], writes);
}

/**
 * Ships the built dashboard into its bucket: first the files whose names carry a hash, then the page that names them, so
 * that no viewer gets a page whose files are not there yet. Nothing is invalidated: hashed files never change, the page
 * is asked for anew each time. Files of earlier versions stay, for pages that are open.
 */
export class DashboardAssets extends Construct {
  constructor(scope: Construct, id: string, { deployment, bucket, issuer }: DashboardAssetsProps) {
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
        deploy.Source.jsonData('config.json', {
          stage: deployment.settings.stage,
          version: deployment.codeVersion,
          signIn: {
            issuer: issuer.url,
            clientId: issuer.clientId,
            scopes: issuer.scopes,
            signOutUrl: issuer.signOutUrl,
          },
        }),
      ],
      cacheControl: [deploy.CacheControl.noCache()],
    });
    page.node.addDependency(hashed);
    acknowledgeCopier(this, hashed, bucket);
  }
}
