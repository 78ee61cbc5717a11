import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stages/settings.ts';
import { roleStatements } from './fixtures/statements.ts';
import { addStacks } from './fixtures/synthesis.ts';

/** Actions that may be allowed on every resource, each with the reason. */
const onEveryResource = new Map([
  ['xray:PutTraceSegments', 'X-Ray has no resources to name: its only one is the account'],
  ['xray:PutTelemetryRecords', 'X-Ray has no resources to name: its only one is the account'],
]);

/** Policies of CDK's own functions, which we cannot narrow. */
const ofCdk = new Map([
  [/^CustomCDKBucketDeployment/, 'copies the dashboard: reads the assets bucket, writes the dashboard bucket'],
]);

/** Roles with a managed policy. Only CDK's own functions have one. */
const withManagedPolicy = [/^CustomCDKBucketDeployment/, /^CustomVpcRestrictDefaultSG/];

describe.each(stageNames)('the roles of %s', (stage) => {
  const { app: _, ...stacks } = addStacks(stage);
  const templates = Object.values(stacks)
    .flatMap((stack) => stack ?? [])
    .map((stack) => Template.fromStack(stack));
  const ours = templates
    .flatMap((template) => roleStatements(template))
    .filter(({ policy }) => ![...ofCdk.keys()].some((pattern) => pattern.test(policy)));

  it('allow something at all, so that this test sees them', () => {
    expect(new Set(ours.map(({ policy }) => policy)).size).toBeGreaterThanOrEqual(7);
  });

  it('name every action in full', () => {
    expect(ours.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('name every resource, but for actions that have none', () => {
    const everywhere = ours.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    expect(everywhere.filter((action) => !onEveryResource.has(action))).toEqual([]);
  });

  it('reach all objects of no bucket, only those below a prefix', () => {
    const patterns = ours
      .filter(({ Action }) => Action.some((action) => action.startsWith('s3:')))
      .flatMap(({ Resource }) => Resource.map((resource) => JSON.stringify(resource)));
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((resource) => /"\/\*"|:::\*|[^/]\*"$/.test(resource))).toEqual([]);
  });

  it('have no managed policies', () => {
    const managed = templates.flatMap((template) =>
      Object.entries(template.findResources('AWS::IAM::Role'))
        .filter(([, role]) => role['Properties'].ManagedPolicyArns !== undefined)
        .map(([id]) => id),
    );
    expect(managed.filter((id) => !withManagedPolicy.some((pattern) => pattern.test(id)))).toEqual([]);
  });
});
