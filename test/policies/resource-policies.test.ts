import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../../cost/synthesize.ts';
import { readStage } from '../../lib/stages/index.ts';
import { addStacks } from '../lib/fixtures/synthesis.ts';
import { applies } from './evaluate.ts';
import { admits, type ResourceStatement, resourceStatements } from './resource-policies.ts';

const prod = resourceStatements(resourcesOf(addStacks('prod').app));
const { account } = readStage('prod');
/** With keys of the account's own; the laptop's settings can be given, those of AWS cannot. */
const settings = { encryption: { customerKeys: true }, alarms: readStage('prod').alarms };
const keyed = resourceStatements(
  resourcesOf(addStacks('local', { context: { settings: JSON.stringify(settings) } }).app),
);

const overTls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const resourceOf = (statements: readonly ResourceStatement[], name: RegExp): string => {
  const found = statements.flatMap(({ resources }) => resources).find((resource) => name.test(resource));
  if (found === undefined) throw new Error(`No policy is about ${name}.`);
  return found;
};

describe('what AWS does for a stage without a role', () => {
  const doings: readonly [what: string, service: string, action: string, on: RegExp][] = [
    ['S3 tells the ingest queue of files', 's3.amazonaws.com', 'sqs:SendMessage', /^IngestQueue/],
    ['alarms are told to the topic', 'cloudwatch.amazonaws.com', 'sns:Publish', /^AlarmsTopic/],
  ];

  it.each(doings)('%s: the policy admits it for this account only', (_, service, action, on) => {
    const resource = resourceOf(prod, on);
    const call = { action, resource, context: { ...overTls, 'aws:SourceAccount': account } };
    expect(admits(prod, service, call)).toBe(true);
    expect(admits(prod, service, { ...call, context: { ...call.context, 'aws:SourceAccount': '999999999999' } })).toBe(
      false,
    );
    expect(admits(prod, 'events.amazonaws.com', call)).toBe(false);
  });

  it('CloudFront reads the dashboard, through the stage’s distribution only', () => {
    const [reading] = prod.filter(({ principals }) => principals.includes('cloudfront.amazonaws.com'));
    const from = reading?.conditions['StringEquals']?.['AWS:SourceArn']?.[0] ?? '';
    expect(from).toMatch(/:distribution\/DashboardDistribution/);
    const resource = `${resourceOf(prod, /^DashboardBucket.*\/\*$/).slice(0, -1)}index.html`;
    const call = { action: 's3:GetObject', resource, context: { ...overTls, 'AWS:SourceArn': from } };
    expect(admits(prod, 'cloudfront.amazonaws.com', call)).toBe(true);
    expect(admits(prod, 'cloudfront.amazonaws.com', { ...call, action: 's3:PutObject' })).toBe(false);
    expect(
      admits(prod, 'cloudfront.amazonaws.com', { ...call, context: { ...overTls, 'AWS:SourceArn': `${from}x` } }),
    ).toBe(false);
  });

  it.each(['s3.amazonaws.com', 'cloudwatch.amazonaws.com'])(
    '%s uses the keys of the account, for it only',
    (service) => {
      const of = (sourceAccount: string) => ({
        action: 'kms:GenerateDataKey',
        resource: '*',
        context: { 'aws:SourceAccount': sourceAccount },
      });
      expect(admits(keyed, service, of('000000000000'))).toBe(true);
      expect(admits(keyed, service, of('999999999999'))).toBe(false);
    },
  );

  it('is nothing else', () => {
    const services = (statements: readonly ResourceStatement[]): string[] =>
      [
        ...new Set(statements.filter(({ effect }) => effect === 'Allow').flatMap(({ principals }) => principals)),
      ].sort();
    expect(services(prod)).toEqual(['cloudfront.amazonaws.com', 'cloudwatch.amazonaws.com', 's3.amazonaws.com']);
    expect(services(keyed)).toEqual([
      expect.stringMatching(/:iam::000000000000:root$/),
      'cloudfront.amazonaws.com',
      'cloudwatch.amazonaws.com',
      expect.stringMatching(/^logs\./),
      's3.amazonaws.com',
    ]);
  });
});

describe('what the policies of buckets, queues and topics deny', () => {
  const denying = [...prod, ...keyed].filter(({ effect }) => effect === 'Deny');

  it('is nothing that comes over TLS 1.2 or later, whoever asks for whatever', () => {
    expect(denying.length).toBeGreaterThan(10);
    for (const { actions, resources, ...statement } of denying) {
      for (const version of ['1.2', '1.3']) {
        const context = { ...overTls, 's3:TlsVersion': version };
        const call = { action: actions[0] ?? '', resource: resources[0] ?? '', context };
        expect(applies({ ...statement, actions, resources }, call), JSON.stringify(call)).toBe(false);
      }
    }
  });

  it('is all that comes otherwise, for everybody', () => {
    for (const { of, principals, actions, resources, ...statement } of denying) {
      expect(principals).toEqual(['*']);
      const context = { 'aws:SecureTransport': 'false', 's3:TlsVersion': '1.1' };
      const call = { action: actions[0] ?? '', resource: resources[0] ?? '', context };
      expect(applies({ ...statement, actions, resources }, call), of).toBe(true);
    }
  });
});
