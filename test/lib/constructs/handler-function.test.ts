import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { HandlerFunction } from '../../../lib/constructs/handler-function.ts';
import type { Deployment } from '../../../lib/deployment.ts';
import { readStage } from '../../../lib/stages/index.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

interface TestEnvironment {
  STAGE: string;
  QUEUE_URL: string;
  TUNING?: string | undefined;
}

function templateOf(deployment: Deployment = testDeployment()): Template {
  const stack = testStack();
  new HandlerFunction<TestEnvironment>(stack, 'Api', {
    deployment,
    name: 'api',
    description: 'Answers',
    environment: { QUEUE_URL: 'https://queue' },
    memoryMiB: 320,
    timeout: Duration.seconds(9),
  });
  return Template.fromStack(stack);
}

describe('a handler function by default', () => {
  const template = templateOf();

  it('runs its bundle on Node.js 22 and ARM with the given memory and time-out', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 320,
      Timeout: 9,
    });
  });

  it('gets the shared variables besides its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          STAGE: 'dev',
          CODE_VERSION: '1.2.3+abcdef0',
          POWERTOOLS_SERVICE_NAME: 'api',
          POWERTOOLS_LOG_LEVEL: 'DEBUG',
          QUEUE_URL: 'https://queue',
        },
      },
    });
  });

  it('writes to a log group of its own, which expires', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^ApiLogs') } },
    });
  });

  it('has a role without managed policies that may write to that log group only', () => {
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiLogs'), 'Arn'] },
          }),
        ]),
      },
    });
  });

  it('is traced where the stage says so', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });
});

describe('a handler function on the laptop', () => {
  const serviceEndpoints = { AWS_ENDPOINT_URL_GLUE: 'http://127.0.0.1:4001' };
  const template = templateOf(testDeployment('local', { serviceEndpoints }));

  it('finds the services that run beside the emulator by their endpoint variables', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ...serviceEndpoints, AWS_ENDPOINT_URL_RDS_DATA: Match.absent() } },
    });
  });

  it('is not traced', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: Match.absent() });
    expect(readStage('local').tracing).toBe('nothing');
  });
});
