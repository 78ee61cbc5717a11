import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { PrivateBucket, type PrivateBucketProps } from '../../../lib/constructs/private-bucket.ts';
import { testStack } from '../fixtures/deployment.ts';

function templateOf(props: PrivateBucketProps): Template {
  const stack = testStack();
  new PrivateBucket(stack, 'Bucket', props);
  return Template.fromStack(stack);
}

describe('a private bucket by default', () => {
  const template = templateOf({ removalPolicy: RemovalPolicy.RETAIN });

  it('blocks the public, encrypts, and knows no ACLs', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('denies everything that does not come by TLS 1.2 or later', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          }),
        ]),
      },
    });
  });

  it('forgets unfinished uploads after a day', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' })],
      },
    });
  });

  it('is for no page of another origin', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { CorsConfiguration: Match.absent() });
  });

  it('keeps one version of an object, and itself when its stack goes', () => {
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties('AWS::S3::Bucket', { VersioningConfiguration: Match.absent() });
  });

  it('brings no Lambda function along', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });
});

describe('a private bucket that may be destroyed', () => {
  const lifecycleRules = [{ prefix: 'scratch/', expiration: Duration.days(3) }];
  const template = templateOf({ removalPolicy: RemovalPolicy.DESTROY, versioned: true, lifecycleRules });

  it('is emptied first', () => {
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });

  it('is versioned and expires what it is told to', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'scratch/', ExpirationInDays: 3 })]),
      },
    });
  });
});
