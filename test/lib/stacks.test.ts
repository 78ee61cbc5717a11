import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stages/settings.ts';
import { addStacks } from './fixtures/synthesis.ts';

const outputsOf = (template: Template): string[] =>
  Object.keys(template.findOutputs('*'))
    // CDK's own, by which one stack reads another's values.
    .filter((name) => !name.startsWith('PublishOutput'))
    .sort();

describe.each(stageNames)('the stacks of %s', (stage) => {
  const { app, ...stacks } = addStacks(stage);
  // Synthesis fails when stacks or resources depend on each other in a circle.
  const assembly = app.synth();

  it('are one for each lifecycle, none needing a later one; nobody operates a laptop', () => {
    const lifecycles = ['Data', 'Landing', 'Processing', 'Edge', 'Dashboard'];
    if (stage !== 'local') {
      lifecycles.push('Operations');
    }
    expect(assembly.stacks.map((stack) => stack.stackName).sort()).toEqual(
      lifecycles.map((lifecycle) => `Countinghouse-${stage}-${lifecycle}`).sort(),
    );
    const needs = (stack: { dependencies: { node: { id: string } }[] }): string[] =>
      stack.dependencies.map(({ node }) => node.id.split('-')[2] ?? '').sort();
    expect(needs(stacks.data)).toEqual([]);
    expect(needs(stacks.landing)).toEqual([]);
    expect(needs(stacks.processing)).toEqual(['Data', 'Landing']);
    expect(needs(stacks.edge)).toEqual(['Data', 'Landing', 'Processing']);
    expect(needs(stacks.dashboard)).toEqual(['Edge']);
    if (stacks.operations !== undefined) {
      expect(needs(stacks.operations)).toEqual(['Data', 'Edge', 'Landing', 'Processing']);
    }
  });

  it('give the outputs that scripts and people look for', () => {
    expect(outputsOf(Template.fromStack(stacks.data))).toEqual([
      'ClusterArn',
      'DatabaseName',
      'ResultsBucketName',
      'SecretArn',
    ]);
    expect(outputsOf(Template.fromStack(stacks.landing))).toEqual([
      'DeadLetterQueueUrl',
      'IngestQueueUrl',
      'LandingBucketName',
      'RequestQueueArn',
      'RequestQueueUrl',
      'ResponseQueueArn',
      'ResponseQueueUrl',
    ]);
    expect(outputsOf(Template.fromStack(stacks.processing))).toEqual([
      'GlueJobNameAccountBalances',
      'GlueJobNameBranchStats',
      'WatchdogQueueUrl',
    ]);
    expect(outputsOf(Template.fromStack(stacks.edge))).toEqual([
      'ApiEndpoint',
      'DashboardBucketName',
      'DistributionDomainName',
      'DistributionId',
      ...(stage === 'local' ? [] : ['UserPoolId']),
    ]);
  });

  it('keep nothing of what is of use for minutes', () => {
    Template.fromStack(stacks.data).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'downloads/', ExpirationInDays: 1, Status: 'Enabled' })]),
      },
    });
  });

  it('keep replies for as long as the documentation says, far longer than their messages', () => {
    Template.fromStack(stacks.data).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'replies/', ExpirationInDays: 90, Status: 'Enabled' })]),
      },
    });
    const documentation = readFileSync(path.join(import.meta.dirname, '../../docs/requests.md'), 'utf8');
    expect(documentation.replaceAll(/\s+/g, ' ')).toContain('kept for 90 days');
    Template.fromStack(stacks.landing).hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      RedrivePolicy: Match.absent(),
    });
  });

  it('are pinned to account and region', () => {
    for (const stack of assembly.stacks) {
      expect(stack.environment.account).toMatch(/^\d{12}$/);
      expect(stack.environment.region).toMatch(/^[a-z]+-[a-z]+-\d$/);
    }
  });

  it('have no alarm on the laptop, and alarms on AWS', () => {
    expect(stacks.operations === undefined).toBe(stage === 'local');
  });
});

describe('deleting a stage that may be destroyed', () => {
  const policies = (context: Readonly<Record<string, unknown>>): Set<unknown> => {
    const { data, landing } = addStacks('dev', { context });
    const resources = [data, landing].flatMap((stack) =>
      ['AWS::S3::Bucket', 'AWS::RDS::DBCluster'].flatMap((type) =>
        Object.values(Template.fromStack(stack).findResources(type)),
      ),
    );
    return new Set(resources.map((resource) => resource['DeletionPolicy']));
  };

  it('leaves the data, unless the flag names the stage', () => {
    expect(policies({})).toEqual(new Set(['Retain']));
    expect(policies({ 'delete-data': 'prod' })).toEqual(new Set(['Retain']));
    expect(policies({ 'delete-data': 'dev' })).toEqual(new Set(['Delete']));
  });
});
