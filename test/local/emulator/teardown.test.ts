import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { readStage } from '../../../lib/stages/index.ts';
import { deleteStacks } from '../../../teardown/delete-stacks.ts';
import { planTeardown } from '../../../teardown/plan.ts';
import { eventually, withEmulator } from './running.ts';

const dev = readStage('dev');
const credentials = { accessKeyId: dev.account, secretAccessKey: 'test' };
let cloudFormation: CloudFormationClient;
let stranger: CloudFormationClient;
let s3: S3Client;
let sqs: SQSClient;

withEmulator((settings) => {
  const own = { ...settings, region: dev.region, credentials };
  cloudFormation = new CloudFormationClient(own);
  stranger = new CloudFormationClient({ ...own, credentials: { ...credentials, accessKeyId: '999999999999' } });
  s3 = new S3Client({ ...own, forcePathStyle: true });
  sqs = new SQSClient(own);
});

const template = JSON.stringify({
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: 'landed-files' } },
    Queue: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Delete', Properties: { QueueName: 'ingest' } },
  },
});

async function create(client: CloudFormationClient, StackName: string, TemplateBody: string): Promise<void> {
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  await eventually(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE' ? true : undefined;
  });
}

it('deletes the stacks that there are, and leaves what is to stay', async () => {
  await create(cloudFormation, 'Countinghouse-dev-Landing', template);
  const topic = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
  await create(cloudFormation, 'Countinghouse-dev-Processing', JSON.stringify(topic));

  const stacks = await planTeardown(dev, cloudFormation);
  expect(stacks.map(({ name }) => name)).toEqual(['Countinghouse-dev-Processing', 'Countinghouse-dev-Landing']);
  expect(stacks[1]?.resources.map(({ id, stays }) => [id, stays])).toEqual([
    ['Bucket', true],
    ['Queue', false],
  ]);

  const said: string[] = [];
  const deletion = { client: cloudFormation, signal: new AbortController().signal, pollMilliseconds: 50 };
  expect(await deleteStacks(stacks, { ...deletion, say: (line) => void said.push(line) })).toBe(true);
  expect(said.filter((line) => line.endsWith('is gone'))).toHaveLength(2);
  await s3.send(new HeadBucketCommand({ Bucket: 'landed-files' }));
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
  expect(await planTeardown(dev, cloudFormation)).toEqual([]);
});

it('refuses the stacks of another account, also when they have the right names', async () => {
  await create(
    stranger,
    'Countinghouse-dev-Data',
    JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
  );
  await expect(planTeardown(dev, stranger)).rejects.toThrow(
    'belongs to account 111111111111, but the credentials are of 999999999999',
  );
});
