import { Duration, aws_sqs as sqs } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { WorkQueue } from '../../../lib/constructs/work-queue.ts';
import { testStack } from '../fixtures/deployment.ts';

describe('a work queue', () => {
  const stack = testStack();
  const deadLetterQueue = new sqs.Queue(stack, 'Dead');
  new WorkQueue(stack, 'Work', { handlerTimeout: Duration.seconds(50), deadLetterQueue });
  const template = Template.fromStack(stack);

  it('hides a message for six times as long as its handler may take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 300 });
  });

  it('gives up on a message after five tries', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Dead'), 'Arn'] },
        maxReceiveCount: 5,
      },
    });
  });

  it('is encrypted by SQS and takes TLS only', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });
});
