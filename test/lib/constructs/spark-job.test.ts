import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Match, type Matcher, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { glueJobsVariable } from '../../../lib/constructs/glue-jobs-variable.ts';
import { smallBuildOutputs, temporaryFolder } from '../fixtures/build-outputs.ts';
import { testDeployment } from '../fixtures/deployment.ts';
import { processingParts } from '../fixtures/processing.ts';
import { allowedActions, roleStatements } from '../fixtures/statements.ts';

describe('the Spark job of a job type', () => {
  const template = Template.fromStack(processingParts(testDeployment('dev')).stack);

  it('is sized by its declaration', () => {
    template.hasResourceProperties('AWS::Glue::Job', {
      Name: 'Countinghouse-dev-branch-stats',
      GlueVersion: '6.0',
      Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: objectUrl('py') },
      WorkerType: 'G.1X',
      NumberOfWorkers: 2,
      Timeout: 480,
    });
  });

  it('leaves trying again to the run table, and runs outside of any VPC', () => {
    template.hasResourceProperties('AWS::Glue::Job', {
      MaxRetries: 0,
      JobRunQueuingEnabled: true,
      ExecutionProperty: { MaxConcurrentRuns: 3 },
      Connections: Match.absent(),
    });
  });

  it.each([
    [1, 1],
    [50, 2],
  ])('has at most the %s workers of its declaration, and no more than the stage allows', (declared, most) => {
    const root = temporaryFolder();
    const outputs = smallBuildOutputs(root);
    const file = path.join(root, 'lambdas/intake/job-types/branch-stats.json');
    const declaration = z.looseObject({ worker: z.looseObject({}) }).parse(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify({ ...declaration, worker: { ...declaration.worker, most: declared } }));
    const { stack, jobs } = processingParts(testDeployment('dev', { outputs }));
    expect(JSON.parse(glueJobsVariable(jobs))).toMatchObject({ 'branch-stats': { maxWorkers: most } });
    Template.fromStack(stack).hasResourceProperties('AWS::Glue::Job', {
      ExecutionProperty: { MaxConcurrentRuns: most + 1 },
    });
  });

  it('tells its workers where everything is, and what their time costs', () => {
    template.hasResourceProperties('AWS::Glue::Job', {
      DefaultArguments: {
        '--job_type': 'branch-stats',
        '--declaration_uri': objectUrl('json'),
        '--database': 'countinghouse',
        '--code_version': '1.2.3+abcdef0',
        '--linger_seconds': '0',
        '--time_budget_seconds': '14400',
        '--dpus': '2',
        '--usd_per_dpu_hour': '0.44',
        '--extra-py-files': objectUrl('zip'),
        '--extra-jars': objectUrl('jar'),
        '--custom-logGroup-prefix': '/countinghouse/dev/glue/Countinghouse-dev-branch-stats',
        '--job-bookmark-option': 'job-bookmark-disable',
      },
    });
  });

  it('logs into two groups that expire', () => {
    for (const kind of ['error', 'output']) {
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: `/countinghouse/dev/glue/Countinghouse-dev-branch-stats/${kind}`,
        RetentionInDays: 14,
      });
    }
  });

  it('keeps its logs, but does not leave them behind when the very first deployment fails', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    const named = groups.filter((group) => /branch-stats/.test(group['Properties'].LogGroupName));
    expect(named.map((group) => group['DeletionPolicy'])).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
  });

  it('may do what a worker does and nothing else', () => {
    expect(allowedActions(template, /^branchstatsRole/)).toEqual([
      'glue:GetJobRun',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'rds-data:ExecuteStatement',
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });

  it('sends to the watchdog queue only, and knows its address', () => {
    const sends = roleStatements(template, /^branchstatsRole/).filter(({ Action }) =>
      Action.includes('sqs:SendMessage'),
    );
    expect(sends.map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining('"Watchdog')]);
    template.hasResourceProperties('AWS::Glue::Job', {
      DefaultArguments: Match.objectLike({ '--watchdog_queue_url': { Ref: Match.stringLikeRegexp('^Watchdog') } }),
    });
  });

  it('reads four files of the assets bucket, not the bucket', () => {
    const assets = roleStatements(template, /^branchstatsRole/)
      .flatMap((statement) => statement.Resource)
      .map((resource) => JSON.stringify(resource))
      .filter((resource) => resource.includes('cdk-hnb659fds-assets'));
    expect(assets).toHaveLength(4);
    expect(assets.join()).not.toContain('*');
  });

  it('writes quarantined rows and files of results, and reads quarantined rows where they can be corrected', () => {
    for (const [role, reads] of [
      [/^branchstatsRole/, [expect.stringContaining('/quarantine/*')]],
      [/^accountbalancesRole/, []],
    ] as const) {
      const statements = roleStatements(template, role);
      const resultsOf = (action: string): string[] =>
        statements
          .filter(({ Action }) => Action.includes(action))
          .flatMap(({ Resource }) => Resource)
          .map((resource) => JSON.stringify(resource))
          .filter((resource) => resource.includes('"Results'));
      expect(resultsOf('s3:PutObject')).toEqual([
        expect.stringContaining('/quarantine/*'),
        expect.stringContaining('/results/*'),
      ]);
      expect(resultsOf('s3:GetObject')).toEqual(reads);
    }
  });

  it('reads below its own landing prefix only', () => {
    const landing = roleStatements(template, /^branchstatsRole/).find(({ Action }) =>
      Action.includes('s3:GetObjectVersion'),
    );
    expect(JSON.stringify(landing?.Resource)).toContain('/landing/branch-stats/*');
  });
});

describe('the Spark job on the laptop', () => {
  it('keeps its one worker waiting, and pays nothing', () => {
    const template = Template.fromStack(processingParts(testDeployment('local')).stack);
    template.hasResourceProperties('AWS::Glue::Job', {
      DefaultArguments: { '--linger_seconds': '21600', '--usd_per_dpu_hour': '0' },
    });
  });
});

/** The S3 URL of an asset with this ending. */
function objectUrl(ending: string): Matcher {
  const url = `^s3://cdk-hnb659fds-assets-111111111111-eu-central-1/[0-9a-f]{64}\\.${ending}$`;
  return Match.stringLikeRegexp(url);
}
