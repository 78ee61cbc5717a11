import { Duration, aws_iam as iam, Stack, aws_s3 as s3, type aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UNFINISHED_UPLOAD_DAYS } from '../../lambdas/core/uploads/index.ts';
import type { Deployment } from '../deployment.ts';
import type { StageSettings } from '../stages/settings.ts';
import { PrivateBucket } from './private-bucket.ts';

/** Files land below this prefix; objects elsewhere in the bucket are nobody's business. */
const landingPrefix = 'landing/';

export interface LandingBucketProps {
  readonly deployment: Deployment;
  /** Learns of every object that lands. */
  readonly queue: sqs.Queue;
}

/**
 * The bucket where files land, which tells a queue of each of them.
 *
 * Versioned, because a run reads the very version it was recorded for, and figures of a replaced file can be checked
 * against its bytes. The notification is the bucket's own CloudFormation property: CDK's `addEventNotification` would
 * add a Lambda that sets it after the bucket exists.
 */
export class LandingBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { deployment, queue }: LandingBucketProps) {
    super(scope, id);
    const { landing } = deployment.settings;
    this.bucket = new PrivateBucket(this, 'Bucket', {
      removalPolicy: deployment.removalPolicy,
      key: deployment.key,
      versioned: true,
      // As the API tells whoever begins an upload.
      unfinishedUploadDays: UNFINISHED_UPLOAD_DAYS,
      cors: [uploadsFromBrowser(deployment.settings)],
      lifecycleRules: [
        {
          id: 'ExpireReplacedVersions',
          noncurrentVersionExpiration: Duration.days(landing.replacedVersionsDays),
          // Without it the marker of a deleted object would stay for ever.
          ...(landing.expireAfterDays === null ? { expiredObjectDeleteMarker: true } : {}),
        },
        ...(landing.expireAfterDays === null
          ? []
          : [{ id: 'ExpireLandedFiles', prefix: landingPrefix, expiration: Duration.days(landing.expireAfterDays) }]),
        ...(landing.coldAfterDays === null ? [] : [keptCold(landing.coldAfterDays)]),
      ],
    });
    this.#notify(queue);
  }

  #notify(queue: sqs.Queue): void {
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LetS3TellOfLandedFiles',
        principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // The account, not the bucket's ARN: that would make the policy wait for the bucket, which waits for the policy.
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const resource = this.bucket.node.defaultChild;
    if (!(resource instanceof s3.CfnBucket)) {
      throw new Error('The landing bucket is not a CloudFormation bucket.');
    }
    resource.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queueArn,
          // By prefix only: a file with an unknown suffix becomes a run that says so, instead of silence.
          filter: { s3Key: { rules: [{ name: 'prefix', value: landingPrefix }] } },
        },
      ],
    };
    // S3 tests the queue when the notification is set, so the policy must be in place by then.
    this.bucket.node.addDependency(queue);
  }
}

/** A file is read when it lands, and then seldom: when a run is tried again, corrected or verified. */
function keptCold(afterDays: number): s3.LifecycleRule {
  const storageClass = s3.StorageClass.GLACIER_INSTANT_RETRIEVAL;
  return {
    id: 'KeepLandedFilesCold',
    prefix: landingPrefix,
    transitions: [{ storageClass, transitionAfter: Duration.days(afterDays) }],
    noncurrentVersionTransitions: [{ storageClass, transitionAfter: Duration.days(afterDays) }],
  };
}

/**
 * Lets the dashboard PUT parts to presigned addresses and read their tags; no header of a request is needed for that.
 *
 * Without a domain of its own the dashboard has a name that CloudFront makes up, and this bucket cannot name it: the
 * distribution names this bucket in its content security policy, and two stacks cannot wait for each other. Any
 * dashboard of CloudFront may then send to an address that our API has signed; nobody can send without one.
 */
function uploadsFromBrowser({ dashboard }: StageSettings): s3.CorsRule {
  const own = dashboard.domain === null ? 'https://*.cloudfront.net' : `https://${dashboard.domain.name}`;
  return {
    id: 'UploadsFromTheDashboard',
    allowedOrigins: dashboard.origins ?? [own],
    allowedMethods: [s3.HttpMethods.PUT],
    exposedHeaders: ['ETag'],
    maxAge: 3600,
  };
}
