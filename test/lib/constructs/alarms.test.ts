import { aws_sqs as sqs } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Alarms } from '../../../lib/constructs/alarms.ts';
import { ResponseQueue } from '../../../lib/constructs/response-queue.ts';
import { testStack } from '../fixtures/deployment.ts';

function templateOf(mail: string | null): Template {
  const stack = testStack();
  const deadLetterQueue = new sqs.Queue(stack, 'Dead');
  const ingestQueue = new sqs.Queue(stack, 'Ingest');
  const requestQueue = new sqs.Queue(stack, 'Requests');
  const queues = { ingestQueue, requestQueue, responseQueue: new ResponseQueue(stack, 'Responses'), deadLetterQueue };
  new Alarms(stack, 'Alarms', { settings: { mail, oldestMessageSeconds: 600 }, ...queues });
  return Template.fromStack(stack);
}

describe('the alarms', () => {
  const template = templateOf('duty@example.com');

  it('ring at the first dead letter', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('ring when a second try to send a reply has failed, or nobody reads them for a week', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Countinghouse',
      MetricName: 'ReplyFailures',
      Dimensions: [{ Name: 'service', Value: 'settle' }],
      Period: 1800,
      Threshold: 2,
      EvaluationPeriods: 1,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Responses'), 'QueueName'] } }],
      Threshold: 604_800,
    });
  });

  it('ring when a request waits for too long', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Requests'), 'QueueName'] } }],
      Threshold: 600,
    });
  });

  it('ring when a landed file waits for too long', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Statistic: 'Maximum',
      Threshold: 600,
    });
  });

  it('say in their text what to do', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {});
    for (const alarm of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
      expect(alarm['Properties'].AlarmDescription).toMatch(/(Read|Look at) the/);
    }
  });

  it('reach the duty mailbox by a topic that takes TLS only', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'duty@example.com' });
    template.resourceCountIs('AWS::SNS::TopicPolicy', 1);
  });

  it('have no subscriber where the stage names none', () => {
    templateOf(null).resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
