import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readStage } from '../../lib/stages/index.ts';
import { unacknowledged } from './fixtures/nag.ts';
import { roleStatements } from './fixtures/statements.ts';
import { addStacks } from './fixtures/synthesis.ts';

/** The laptop's settings can be given beside the stage; those of AWS cannot. */
const given = { encryption: { customerKeys: true }, alarms: readStage('prod').alarms };
const keyed = addStacks('local', { context: { settings: JSON.stringify(given) } });
const templatesOf = ({ app: _, ...stacks }: ReturnType<typeof addStacks>): Template[] =>
  Object.values(stacks)
    .flatMap((stack) => stack ?? [])
    .map((stack) => Template.fromStack(stack));

/** Where each kind of resource says what it is encrypted with. */
const keyOf: Readonly<Record<string, (properties: Record<string, never>) => unknown>> = {
  'AWS::S3::Bucket': (bucket) =>
    bucket['BucketEncryption']?.['ServerSideEncryptionConfiguration']?.[0]?.['ServerSideEncryptionByDefault']?.[
      'KMSMasterKeyID'
    ],
  'AWS::SQS::Queue': (queue) => queue['KmsMasterKeyId'],
  'AWS::SNS::Topic': (topic) => topic['KmsMasterKeyId'],
  'AWS::Logs::LogGroup': (group) => group['KmsKeyId'],
  'AWS::RDS::DBCluster': (cluster) => cluster['KmsKeyId'],
  'AWS::SecretsManager::Secret': (secret) => secret['KmsKeyId'],
};

/** What holds nothing of a customer's: the dashboard's program, and what CDK says of copying it. */
const withoutData = /^(DashboardBucket|AssetsLogs)/;

/** The resources that hold data, by logical id, with what they are encrypted with. */
function encrypted(templates: readonly Template[]): [string, unknown][] {
  return templates.flatMap((template) =>
    Object.entries(keyOf).flatMap(([type, key]) =>
      Object.entries(template.findResources(type))
        .filter(([id]) => !withoutData.test(id))
        .map(([id, { Properties }]): [string, unknown] => [id, key(Properties)]),
    ),
  );
}

describe('a stage with keys of its own', () => {
  const templates = templatesOf(keyed);

  it('encrypts everything that holds data with them', () => {
    const found = encrypted(templates);
    expect(found.length).toBeGreaterThan(15);
    expect(found.filter(([, key]) => !/Key[0-9A-F]{8}/.test(JSON.stringify(key ?? null)))).toEqual([]);
  });

  it('has two keys that turn every year and outlive their stacks', () => {
    const keys = templates.flatMap((template) => Object.values(template.findResources('AWS::KMS::Key')));
    expect(keys.map((key) => [key['Properties'].EnableKeyRotation, key['DeletionPolicy']])).toEqual([
      [true, 'Retain'],
      [true, 'Retain'],
    ]);
  });

  it('admits services that act by themselves for this account only, and nobody else', () => {
    for (const template of templates) {
      for (const key of Object.values(template.findResources('AWS::KMS::Key'))) {
        const statements: { Principal: { Service?: unknown }; Condition?: unknown; Sid?: string }[] =
          key['Properties'].KeyPolicy.Statement;
        const services = statements.filter(({ Principal }) => Principal.Service !== undefined);
        for (const { Principal } of statements.filter((one) => !services.includes(one))) {
          expect(JSON.stringify(Principal)).toBe('{"AWS":"arn:aws:iam::000000000000:root"}');
        }
        expect(services.map(({ Sid }) => Sid)).toEqual(['LetS3Notify', 'LetAlarmsNotify', 'LetLogsEncrypt']);
        for (const { Condition } of services) {
          expect(JSON.stringify(Condition)).toContain('000000000000');
        }
      }
    }
  });

  it.each([
    ['Intake', /^IntakeHandlerRole/],
    ['Settle', /^SettleHandlerRole/],
    ['Sweep', /^SweepHandlerRole/],
    ['the worker', /^JobBranchStatsRole/],
    ['the API', /^ApiFunctionHandlerRole/],
  ])('lets %s read and write with them', (_, role) => {
    const actions = templates.flatMap((template) => roleStatements(template, role)).flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
  });

  it('breaks no rule that holds without them', () => {
    expect(unacknowledged(keyed.app)).toEqual([]);
  });
});

it('a stage without keys of its own has none, and is encrypted by the keys of AWS', () => {
  const templates = templatesOf(addStacks('dev'));
  expect(templates.flatMap((template) => Object.keys(template.findResources('AWS::KMS::Key')))).toEqual([]);
  expect(encrypted(templates).filter(([, key]) => key !== undefined)).toEqual([]);
  const queues = templates.flatMap((template) => Object.values(template.findResources('AWS::SQS::Queue')));
  expect(queues.filter((queue) => queue['Properties'].SqsManagedSseEnabled !== true)).toEqual([]);
});
