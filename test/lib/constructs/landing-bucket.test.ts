import { aws_sqs as sqs } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { LandingBucket } from '../../../lib/constructs/landing-bucket.ts';
import type { StageName } from '../../../lib/stages/settings.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

function templateOf(stage: StageName): Template {
  const stack = testStack();
  new LandingBucket(stack, 'Landing', { deployment: testDeployment(stage), queue: new sqs.Queue(stack, 'Queue') });
  return Template.fromStack(stack);
}

describe('the landing bucket', () => {
  const template = templateOf('dev');

  it('keeps every version', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
  });

  it('tells the queue of every object below landing/, whatever its suffix, as a property of its own', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'landing/' }] } },
            Queue: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] },
          },
        ],
      },
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('lets S3 send to the queue for this account only', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
          }),
        ],
      },
    });
  });

  it('waits for the queue policy, because S3 tests the queue', () => {
    const policies = Object.keys(template.findResources('AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(1);
    template.hasResource('AWS::S3::Bucket', { DependsOn: Match.arrayWith(policies) });
  });

  it('expires landed files and replaced versions when the stage says so', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 7 } }),
          Match.objectLike({ Prefix: 'landing/', ExpirationInDays: 30 }),
        ]),
      },
    });
  });
});

describe('the landing bucket of prod', () => {
  it('never expires a landed file', () => {
    const [bucket] = Object.values(templateOf('prod').findResources('AWS::S3::Bucket'));
    expect(JSON.stringify(bucket)).not.toContain('ExpirationInDays');
    expect(bucket?.['DeletionPolicy']).toBe('Retain');
  });
});
