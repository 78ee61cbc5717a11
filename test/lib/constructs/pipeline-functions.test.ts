import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ApiFunction } from '../../../lib/constructs/api-function.ts';
import { Intake } from '../../../lib/constructs/intake.ts';
import { Settle } from '../../../lib/constructs/settle.ts';
import { Sweep } from '../../../lib/constructs/sweep.ts';
import type { StageName } from '../../../lib/stages/settings.ts';
import { testDeployment } from '../fixtures/deployment.ts';
import { processingParts } from '../fixtures/processing.ts';
import { allowedActions, roleStatements } from '../fixtures/statements.ts';

const dataApi = ['rds-data:ExecuteStatement'];
const transactions = ['rds-data:BeginTransaction', 'rds-data:CommitTransaction', 'rds-data:RollbackTransaction'];
const everyFunction = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];
const sendTo = ['sqs:SendMessage'];
const consume = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
const sorted = (...groups: readonly string[][]): string[] => [...new Set(groups.flat())].sort();

/** The queues that a function may send to, by the ids of their constructs. */
const sendsTo = (template: Template, policy: RegExp): string[] =>
  roleStatements(template, policy)
    .filter(({ Action }) => Action.includes('sqs:SendMessage'))
    .flatMap(({ Resource }) => [...JSON.stringify(Resource).matchAll(/"(DeadLetters|Watchdog|Responses|Queue)/g)])
    .map(([, id]) => id ?? '')
    .sort();

describe('intake', () => {
  const { stack, ...parts } = processingParts(testDeployment('dev'));
  new Intake(stack, 'Intake', parts);
  const template = Template.fromStack(stack);

  it('takes the ingest queue in batches, and returns only what failed', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('takes requests from a queue of their own, without waiting for more', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Requests'), 'Arn'] },
      MaximumBatchingWindowInSeconds: Match.absent(),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          REQUEST_QUEUE_ARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Requests'), 'Arn'] },
          REPLIES_FOR_UPLOADS: 'no',
        },
      },
    });
  });

  it('knows the Glue job and the workers of each job type', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          GLUE_JOBS: JSON.stringify(
            Object.fromEntries(
              ['account-balances', 'branch-stats'].map((jobType) => [
                jobType,
                {
                  jobName: `Countinghouse-dev-${jobType}`,
                  maxWorkers: 2,
                  dpus: 2,
                  logGroupPrefix: `/countinghouse/dev/glue/Countinghouse-dev-${jobType}`,
                },
              ]),
            ),
          ),
          DPU_HOURS_PER_DAY: '4',
          WATCHDOG_DELAY_SECONDS: '120',
          DATABASE_NAME: 'countinghouse',
        },
      },
    });
  });

  it('may record, mark, watch and start, and nothing else', () => {
    const s3 = ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutObject'];
    const expected = sorted(dataApi, everyFunction, sendTo, consume, s3, [
      'glue:StartJobRun',
      'secretsmanager:GetSecretValue',
    ]);
    expect(allowedActions(template, /^Intake/)).toEqual(expected);
  });

  it('sends to the watchdog and to the dead letters only, and knows where those are', () => {
    expect(sendsTo(template, /^Intake/)).toEqual(['DeadLetters', 'Watchdog']);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { DEAD_LETTER_QUEUE_URL: { Ref: Match.stringLikeRegexp('^DeadLetters') } } },
    });
  });

  it('writes markers and the ends of lulls only', () => {
    const writes = roleStatements(template, /^Intake/).filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writes.map(({ Resource }) => JSON.stringify(Resource)).sort()).toEqual([
      expect.stringMatching(/^[^/]*"\/lulls-ended\/\*"[^/]*$/),
      expect.stringMatching(/^[^/]*"\/recorded(-long)?\/\*"[^/]*"\/recorded(-long)?\/\*"[^/]*$/),
    ]);
  });
});

describe('settle', () => {
  const settleOf = (stage: StageName): Template => {
    const { stack, ...parts } = processingParts(testDeployment(stage));
    new Settle(stack, 'Settle', parts);
    return Template.fromStack(stack);
  };
  const template = settleOf('dev');

  it('hears of every Glue run of ours that ended', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: {
          jobName: ['Countinghouse-dev-account-balances', 'Countinghouse-dev-branch-stats'],
          state: ['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED', 'ERROR'],
        },
      },
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 } })],
    });
  });

  it('believes another sender than AWS on the laptop only', () => {
    settleOf('local').hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.glue', 'countinghouse.glue'] },
    });
    for (const stage of ['staging', 'prod'] as const) {
      settleOf(stage).hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['aws.glue'] } });
    }
  });

  it('takes watchdog messages, and returns only what failed', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Watchdog'), 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('may look at workers, stop and start them, keep and send replies, and nothing else', () => {
    const glue = ['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:StartJobRun'];
    const s3 = ['s3:GetObject', 's3:ListBucket', 's3:PutObject'];
    const expected = sorted(dataApi, everyFunction, sendTo, consume, glue, s3, ['secretsmanager:GetSecretValue']);
    expect(allowedActions(template, /^Settle/)).toEqual(expected);
  });

  it('may send replies and nothing else to their queue, and writes those and the ends of lulls, each below one prefix', () => {
    const statements = roleStatements(template, /^Settle/);
    const ofResponses = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('"Responses'));
    expect(ofResponses.map(({ Action }) => Action)).toEqual([['sqs:SendMessage']]);
    const writes = statements.filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writes.map(({ Resource }) => JSON.stringify(Resource)).sort()).toEqual([
      expect.stringMatching(/^[^/]*"\/lulls-ended\/\*"[^/]*$/),
      expect.stringMatching(/^[^/]*"\/replies\/\*"[^/]*$/),
    ]);
  });

  it('sends to the watchdog, the replies and the dead letters only, and knows where those are', () => {
    expect(sendsTo(template, /^Settle/)).toEqual(['DeadLetters', 'Responses', 'Watchdog']);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { DEAD_LETTER_QUEUE_URL: { Ref: Match.stringLikeRegexp('^DeadLetters') } } },
    });
  });
});

describe('sweep', () => {
  const { stack, ...parts } = processingParts(testDeployment('dev'));
  new Sweep(stack, 'Sweep', { ...parts, ingestQueue: parts.queue });
  const template = Template.fromStack(stack);

  it('runs on a schedule, once each time', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }),
    });
  });

  it('cannot wake the database', () => {
    const s3 = ['s3:GetObject', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutObject'];
    expect(allowedActions(template, /^SweepHandler/)).toEqual(sorted(everyFunction, sendTo, s3));
  });

  it('writes its place only', () => {
    const writes = roleStatements(template, /^SweepHandler/).filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writes.map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining('"/sweep/*"')]);
  });
});

describe('the api function', () => {
  const { stack, ...parts } = processingParts(testDeployment('dev'));
  new ApiFunction(stack, 'Api', parts);
  const template = Template.fromStack(stack);

  it('answers before API Gateway gives up at 30 s', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 28 });
  });

  it('may ask the database, read quarantined rows, store downloads, take uploads, look for sources and wake the watchdog, and nothing else', () => {
    const expected = sorted(dataApi, transactions, everyFunction, sendTo, [
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:ListMultipartUploadParts',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
    ]);
    expect(allowedActions(template, /^Api/)).toEqual(expected);
  });

  it('writes downloads, readings, ends of lulls, and uploads into the folders of the job types only', () => {
    const writes = roleStatements(template, /^Api/).filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writes.map(({ Resource }) => JSON.stringify(Resource)).sort()).toEqual([
      expect.stringMatching(/Landing.*"\/landing\/branch-stats\/\*"/),
      expect.stringMatching(/Results.*"\/downloads\/\*"/),
      expect.stringMatching(/^[^/]*"\/lulls-ended\/\*"[^/]*"\/readings\/\*"[^/]*$/),
    ]);
  });

  it('begins, lists and cancels uploads, and looks whether a file or a version of it is there', () => {
    const ofLanding = roleStatements(template, /^Api/).filter(({ Resource }) =>
      JSON.stringify(Resource).includes('Landing'),
    );
    expect(ofLanding.flatMap(({ Action }) => Action).sort()).toEqual([
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:ListMultipartUploadParts',
      's3:PutObject',
    ]);
  });

  it('links to the logs in the console of its region, except where no console shows them', () => {
    const regionOf = (stage: 'prod' | 'local') => {
      const { stack: ofStage, ...its } = processingParts(testDeployment(stage));
      new ApiFunction(ofStage, 'Api', its);
      const functions = Object.values(Template.fromStack(ofStage).findResources('AWS::Lambda::Function'));
      const variables = functions.map(({ Properties }) => Properties.Environment?.Variables ?? {});
      return variables.find(({ WATCHDOG_QUEUE_URL }) => WATCHDOG_QUEUE_URL !== undefined)?.LOGS_CONSOLE_REGION;
    };
    expect(regionOf('prod')).toBe(testDeployment('prod').settings.region);
    expect(regionOf('local')).toBeUndefined();
  });
});
