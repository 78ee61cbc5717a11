import { aws_iam as iam, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../lib/constructs/database.ts';
import type { Deployment } from '../../../lib/deployment.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

function templateOf(deployment: Deployment): Template {
  const stack = testStack();
  const database = new Database(stack, 'Database', deployment);
  database.grantDataApi(new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') }));
  return Template.fromStack(stack);
}

describe('the database by default', () => {
  const template = templateOf(testDeployment('dev'));

  it('is PostgreSQL 17 behind the Data API, encrypted', () => {
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      Engine: 'aurora-postgresql',
      EngineVersion: Match.stringLikeRegexp('^17\\.'),
      EnableHttpEndpoint: true,
      StorageEncrypted: true,
      DatabaseName: 'countinghouse',
    });
  });

  it('pauses when it is idle', () => {
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 2, SecondsUntilAutoPause: 300 },
    });
  });

  it('has one instance, the writer, which nobody reaches from outside', () => {
    template.resourceCountIs('AWS::RDS::DBInstance', 1);
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      DBInstanceClass: 'db.serverless',
      PubliclyAccessible: Match.anyValue(),
    });
    template.allResourcesProperties('AWS::RDS::DBInstance', { PubliclyAccessible: false });
  });

  it('sits in subnets without a way out: no gateway, no NAT, no endpoint, no rule', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'VPCEndpoint', 'Route', 'SecurityGroupIngress']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });

  it('keeps its password in a generated secret', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: Match.objectLike({ GenerateStringKey: 'password' }),
    });
  });

  it('stays when its stack goes, and is protected from deletion', () => {
    template.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: true });
  });

  it('grants the Data API of this cluster with its secret, and nothing more', () => {
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements: unknown = policy?.['Properties'].PolicyDocument.Statement;
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'rds-data:ExecuteStatement',
        Resource: expect.objectContaining({ 'Fn::Join': expect.anything() }),
      },
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: expect.anything() },
    ]);
    expect(JSON.stringify(statements)).not.toContain('"*"');
  });
});

describe('the database', () => {
  it('that may be destroyed is not protected', () => {
    const template = templateOf(testDeployment('dev', { removalPolicy: RemovalPolicy.DESTROY }));
    template.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: false });
  });

  it('that must not sleep has no pause', () => {
    const { settings } = testDeployment('prod');
    const database = { ...settings.database, minCapacity: 1, autoPauseSeconds: null };
    const template = templateOf(testDeployment('prod', { settings: { ...settings, database } }));
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      ServerlessV2ScalingConfiguration: { MinCapacity: 1, SecondsUntilAutoPause: Match.absent() },
      BackupRetentionPeriod: 35,
    });
  });
});
