import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aws_s3 as s3 } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../lib/constructs/database.ts';
import { hashOfMigrations, SchemaMigrations } from '../../../lib/constructs/schema-migrations.ts';
import { temporaryFolder } from '../fixtures/build-outputs.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

function migrations(files: Readonly<Record<string, string>>): string {
  const folder = path.join(temporaryFolder(), 'migrations');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

describe('the schema migrations', () => {
  const stack = testStack();
  const deployment = testDeployment();
  new SchemaMigrations(stack, 'Migrations', {
    deployment,
    database: new Database(stack, 'Database', deployment),
    results: new s3.Bucket(stack, 'Results'),
  });
  const template = Template.fromStack(stack);

  it('are applied by the migrate function whenever their hash changes', () => {
    template.hasResourceProperties('Custom::SchemaMigrations', {
      migrationsHash: hashOfMigrations(deployment.outputs.migrations()),
      ServiceTimeout: '900',
    });
  });

  it('wait for the writer and for what the function may do', () => {
    const [resource] = Object.values(template.findResources('Custom::SchemaMigrations'));
    const needed = ['AWS::RDS::DBInstance', 'AWS::IAM::Policy', 'AWS::SecretsManager::SecretTargetAttachment'];
    const ids = needed.flatMap((type) => Object.keys(template.findResources(type)));
    expect(ids).toHaveLength(3);
    expect(resource?.['DependsOn']).toEqual(expect.arrayContaining(ids));
  });
});

describe('the hash of migrations', () => {
  const base = hashOfMigrations(migrations({ '0001_a.sql': 'select 1;', '0002_b.sql': 'select 2;' }));

  it('is the same for the same files, whatever lies beside them', () => {
    const folder = migrations({ '0002_b.sql': 'select 2;', '0001_a.sql': 'select 1;', 'README.md': 'text' });
    expect(hashOfMigrations(folder)).toBe(base);
  });

  it.each([
    ['a file is added', { '0001_a.sql': 'select 1;', '0002_b.sql': 'select 2;', '0003_c.sql': '' }],
    ['a content changes', { '0001_a.sql': 'select 1;', '0002_b.sql': 'select 3;' }],
    ['a file is renamed', { '0001_a.sql': 'select 1;', '0002_c.sql': 'select 2;' }],
    ['text moves from one file to the next', { '0001_a.sql': 'select 1;select', '0002_b.sql': ' 2;' }],
  ])('differs when %s', (_case, files) => {
    expect(hashOfMigrations(migrations(files))).not.toBe(base);
  });
});
