import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { deployFunction, reporting } from './functions.ts';
import { withEmulator } from './running.ts';
import { attribute, deployStack, ref, substituted } from './stack.ts';
import { zipOf } from './zip.ts';

let cloudFormation: CloudFormationClient;
let glue: GlueClient;
let lambda: LambdaClient;
let s3: S3Client;
let sqs: SQSClient;

withEmulator((settings) => {
  cloudFormation = new CloudFormationClient(settings);
  glue = new GlueClient(settings);
  lambda = new LambdaClient(settings);
  s3 = new S3Client(settings);
  sqs = new SQSClient(settings);
});

/** What our migrate function does: answers CloudFormation itself. */
const answering = (status: string) => `
export const handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({
    Status: '${status}', Reason: 'migration 3 failed', PhysicalResourceId: 'migrations', StackId: event.StackId,
    RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
    Data: { request: event.RequestType, hash: event.ResourceProperties.migrationsHash },
  }) });
};`;

const migrations = (ServiceToken: string, migrationsHash: string) => ({
  Resources: { Migrations: { Type: 'Custom::Migrations', Properties: { ServiceToken, migrationsHash } } },
  Outputs: {
    Request: { Value: attribute('Migrations', 'request') },
    Hash: { Value: attribute('Migrations', 'hash') },
    Id: { Value: ref('Migrations') },
  },
});

describe('a custom resource of a function', () => {
  it('is created, then updated when a property changes, with what the function answers', async () => {
    const token = await deployFunction(lambda, 'migrate', answering('SUCCESS'));
    expect(await deployStack(cloudFormation, 'custom', migrations(token, 'one'))).toEqual({
      Request: 'Create',
      Hash: 'one',
      Id: 'migrations',
    });
    expect(await deployStack(cloudFormation, 'custom', migrations(token, 'two'))).toMatchObject({
      Request: 'Update',
      Hash: 'two',
    });
  });

  it('fails the stack with the reason that the function gives', async () => {
    const token = await deployFunction(lambda, 'failing', answering('FAILED'));
    await expect(deployStack(cloudFormation, 'failing', migrations(token, 'x'))).rejects.toThrow('migration 3 failed');
  });
});

describe('a stack', () => {
  it('has a database cluster and its secret without any Docker engine', async () => {
    const outputs = await deployStack(cloudFormation, 'database', {
      Resources: {
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
        Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' } },
        Subnets: {
          Type: 'AWS::RDS::DBSubnetGroup',
          Properties: { DBSubnetGroupDescription: 'isolated', SubnetIds: [ref('Subnet')] },
        },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: {
            GenerateSecretString: { SecretStringTemplate: '{"username":"app"}', GenerateStringKey: 'password' },
          },
        },
        Cluster: {
          Type: 'AWS::RDS::DBCluster',
          Properties: {
            Engine: 'aurora-postgresql',
            EngineVersion: '17.5',
            DatabaseName: 'countinghouse',
            EnableHttpEndpoint: true,
            DBSubnetGroupName: ref('Subnets'),
            MasterUsername: substituted('{{resolve:secretsmanager:{Secret}:SecretString:username::}}'),
            MasterUserPassword: substituted('{{resolve:secretsmanager:{Secret}:SecretString:password::}}'),
            ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 2, SecondsUntilAutoPause: 300 },
          },
        },
        Writer: {
          Type: 'AWS::RDS::DBInstance',
          Properties: {
            DBClusterIdentifier: ref('Cluster'),
            DBInstanceClass: 'db.serverless',
            Engine: 'aurora-postgresql',
          },
        },
        Attachment: {
          Type: 'AWS::SecretsManager::SecretTargetAttachment',
          Properties: { SecretId: ref('Secret'), TargetId: ref('Cluster'), TargetType: 'AWS::RDS::DBCluster' },
        },
      },
      Outputs: {
        ClusterArn: { Value: attribute('Cluster', 'DBClusterArn') },
        SecretArn: { Value: ref('Attachment') },
        VpcCidr: { Value: attribute('Vpc', 'CidrBlock') },
      },
    });
    expect(outputs).toEqual({
      ClusterArn: expect.stringMatching(/^arn:aws:rds:us-east-1:000000000000:cluster:/),
      SecretArn: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:/),
      VpcCidr: '10.0.0.0/16',
    });
  });

  it('describes a Glue job as it was declared', async () => {
    const { Name } = await deployStack(cloudFormation, 'glue', {
      Resources: {
        Job: {
          Type: 'AWS::Glue::Job',
          Properties: {
            Role: 'arn:aws:iam::000000000000:role/glue',
            GlueVersion: '6.0',
            WorkerType: 'G.1X',
            NumberOfWorkers: 2,
            Timeout: 15,
            MaxRetries: 0,
            Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: 's3://assets/branch_stats.py' },
            DefaultArguments: { '--job_type': 'branch-stats', '--extra-jars': 's3://assets/strict-csv.jar' },
            ExecutionProperty: { MaxConcurrentRuns: 3 },
          },
        },
      },
      Outputs: { Name: { Value: ref('Job') } },
    });
    const { Job } = await glue.send(new GetJobCommand({ JobName: Name }));
    expect(Job).toMatchObject({
      Name,
      GlueVersion: '6.0',
      WorkerType: 'G.1X',
      NumberOfWorkers: 2,
      Timeout: 15,
      MaxRetries: 0,
      Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: 's3://assets/branch_stats.py' },
      DefaultArguments: { '--job_type': 'branch-stats', '--extra-jars': 's3://assets/strict-csv.jar' },
      ExecutionProperty: { MaxConcurrentRuns: 3 },
    });
  });

  it('may alarm on an expression of metrics and hold firewall rules', async () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Period: 300, Stat: 'Sum' },
    });
    const expression = { Id: 'rate', Expression: 'errors / MAX([calls, 1])' };
    await deployStack(cloudFormation, 'alarm', {
      Resources: {
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ComparisonOperator: 'GreaterThanThreshold',
            EvaluationPeriods: 1,
            Threshold: 0.1,
            Metrics: [expression, metric('errors', 'Errors'), metric('calls', 'Invocations')],
          },
        },
        Rule: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { IpProtocol: 'tcp', GroupId: 'sg-1' } },
      },
    });
  });

  it('starts a function by its schedule', async () => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'sweeps' }));
    const Arn = await deployFunction(lambda, 'sweep', reporting(QueueUrl));
    const soon = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
    await deployStack(cloudFormation, 'schedule', {
      Resources: {
        Sweep: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: `at(${soon})`,
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: { Arn, RoleArn: 'arn:aws:iam::000000000000:role/any', Input: '{"sweep":true}' },
          },
        },
      },
    });
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15 }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ event: { sweep: true } });
  });
});

describe('a bucket deployment', () => {
  it('unpacks its archives with markers filled in, types and cache headers, and removes what is gone', async () => {
    for (const Bucket of ['assets', 'site']) await s3.send(new CreateBucketCommand({ Bucket }));
    const sources = async (files: Record<string, string>) => {
      const Key = `${Object.keys(files).join('-')}.zip`;
      await s3.send(new PutObjectCommand({ Bucket: 'assets', Key, Body: zipOf(files) }));
      return {
        Resources: {
          Deployment: {
            Type: 'Custom::CDKBucketDeployment',
            Properties: {
              ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:none',
              SourceBucketNames: ['assets'],
              SourceObjectKeys: [Key],
              SourceMarkers: [{ '<<version>>': '1.2.3' }],
              DestinationBucketName: 'site',
              SystemMetadata: { 'cache-control': 'max-age=60' },
              Prune: true,
            },
          },
        },
      };
    };
    await deployStack(cloudFormation, 'site', await sources({ 'index.html': '<p>', 'old.js': '1' }));
    await deployStack(cloudFormation, 'site', await sources({ 'index.html': '<p><<version>>', 'new.js': '2' }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'site' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['index.html', 'new.js']);
    const page = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: 'index.html' }));
    expect([await page.Body?.transformToString(), page.ContentType, page.CacheControl]).toEqual([
      '<p>1.2.3',
      'text/html',
      'max-age=60',
    ]);
  });
});
