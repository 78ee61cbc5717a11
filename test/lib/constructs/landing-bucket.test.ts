import { aws_sqs as sqs } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { LandingBucket } from '../../../lib/constructs/landing-bucket.ts';
import type { Deployment } from '../../../lib/deployment.ts';
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

describe('uploads from the browser', () => {
  const originsOf = (deployment: Deployment): unknown => {
    const stack = testStack();
    new LandingBucket(stack, 'Landing', { deployment, queue: new sqs.Queue(stack, 'Queue') });
    const [bucket] = Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket'));
    const [rule, ...others] = bucket?.['Properties'].CorsConfiguration.CorsRules ?? [];
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ AllowedMethods: ['PUT'], ExposedHeaders: ['ETag'] });
    expect(rule.AllowedHeaders).toBeUndefined();
    return rule.AllowedOrigins;
  };

  it('come from any dashboard of CloudFront when it has no domain of its own', () => {
    expect(originsOf(testDeployment('prod'))).toEqual(['https://*.cloudfront.net']);
  });

  it('come from the domain of the dashboard only, when it has one', () => {
    const { settings } = testDeployment('prod');
    const domain = { name: 'figures.example.com', certificateArn: 'arn:aws:acm:us-east-1:333333333333:certificate/a' };
    const dashboard = { ...settings.dashboard, domain };
    expect(originsOf(testDeployment('prod', { settings: { ...settings, dashboard } }))).toEqual([
      'https://figures.example.com',
    ]);
  });

  it('come from the front door on the laptop, whatever its port', () => {
    expect(originsOf(testDeployment('local'))).toEqual(['http://127.0.0.1:*', 'http://localhost:*']);
  });

  it('may take a week', () => {
    templateOf('dev').hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }),
        ]),
      },
    });
  });
});

describe('the landing bucket of prod', () => {
  it('moves landed files, replaced ones too, to where keeping costs a fifth and reading takes no longer', () => {
    const move = { StorageClass: 'GLACIER_IR', TransitionInDays: 1 };
    templateOf('prod').hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'landing/', Transitions: [move], NoncurrentVersionTransitions: [move] }),
        ]),
      },
    });
  });

  it('never expires a landed file', () => {
    const [bucket] = Object.values(templateOf('prod').findResources('AWS::S3::Bucket'));
    expect(JSON.stringify(bucket)).not.toContain('ExpirationInDays');
    expect(bucket?.['DeletionPolicy']).toBe('Retain');
  });
});
