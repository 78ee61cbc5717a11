import { Duration, type aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';

export interface PrivateBucketProps {
  readonly removalPolicy: RemovalPolicy;
  /** Encrypts the objects; S3's own when there is none. */
  readonly key?: kms.IKey | undefined;
  readonly versioned?: boolean;
  readonly lifecycleRules?: s3.LifecycleRule[];
  /** How long an upload in parts may take before its parts are removed; a day unless said otherwise. */
  readonly unfinishedUploadDays?: number;
  readonly cors?: s3.CorsRule[];
}

/**
 * A bucket that only its account reads: public access blocked, TLS only, encrypted, ACLs off, uploads that were
 * never finished removed.
 *
 * It writes no server access logs: they are delivered late and not surely, and cost a second bucket. Who read or wrote
 * an object is told by CloudTrail's S3 data events, which an account turns on for all of its buckets in one place.
 */
export class PrivateBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      ...encryptedWith(props.key),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: props.versioned ?? false,
      removalPolicy: props.removalPolicy,
      // CloudFormation cannot delete a bucket that holds objects, so destroying one needs its content gone first.
      autoDeleteObjects: props.removalPolicy === RemovalPolicy.DESTROY,
      ...(props.cors === undefined ? {} : { cors: props.cors }),
      lifecycleRules: [
        {
          id: 'AbortUnfinishedUploads',
          abortIncompleteMultipartUploadAfter: Duration.days(props.unfinishedUploadDays ?? 1),
        },
        ...(props.lifecycleRules ?? []),
      ],
    });
    acknowledge(this, { S1: "Who read or wrote an object is told by CloudTrail's data events, sooner and surely." });
  }
}

/** With a key for the bucket, made from the stage's: one call of KMS for many objects instead of one for each. */
function encryptedWith(
  key: kms.IKey | undefined,
): Pick<s3.BucketProps, 'encryption' | 'encryptionKey' | 'bucketKeyEnabled'> {
  return key === undefined
    ? { encryption: s3.BucketEncryption.S3_MANAGED }
    : { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true };
}
