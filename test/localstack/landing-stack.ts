import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Template } from 'aws-cdk-lib/assertions';
import { MOST_RECEIVES } from '../../lambdas/core/queues/received-message.ts';
import { findPython311 } from '../../local/install/localstack.mjs';
import { addStacks } from '../lib/fixtures/synthesis.ts';
import { type ClientSettings, eventually, settingsFor } from '../local/emulator/running.ts';
import { deployStack } from '../local/emulator/stack.ts';
import { startLocalStack } from './start.ts';

/** Whether LocalStack cannot run here. Where it must, as in CI, a missing Python fails the suite as a whole. */
export const isLacking = (process.env['LOCALSTACK_ENDPOINT'] ?? '') === '' && findPython311() === null;

export interface Landing {
  readonly settings: ClientSettings;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly bucket: string;
  readonly resultsBucket: string;
  readonly ingestUrl: string;
  readonly deadLettersUrl: string;
  readonly watchdogUrl: string;
  /** Receives without deleting. */
  receive(url: string, seconds: number, more?: { readonly VisibilityTimeout?: number }): Promise<Message[]>;
  /** Receives one message and takes it out; undefined when none comes within the seconds. */
  take(url: string, seconds: number): Promise<Message | undefined>;
  hide(url: string, message: Message | undefined, seconds: number): Promise<void>;
  attributes(url: string): Promise<Readonly<Record<string, string>>>;
  empty(): Promise<void>;
  stop(): Promise<void>;
}

const RESULTS = 'countinghouse-results';

/** Starts LocalStack and deploys the landing stack of the local stage into it, as the CDK synthesizes it. */
export async function startLanding(): Promise<Landing> {
  const localStack = await startLocalStack();
  const settings = settingsFor(localStack.endpoint);
  const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const outputs = await deployLanding(settings).catch(async (error: unknown) => {
    await localStack.stop();
    throw error;
  });
  await s3.send(new CreateBucketCommand({ Bucket: RESULTS }));
  const receive: Landing['receive'] = async (QueueUrl, WaitTimeSeconds, more = {}) => {
    const wanted = { QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10, ...more };
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ ...wanted, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
    );
    return Messages;
  };
  return {
    settings,
    s3,
    sqs,
    bucket: outputs['LandingBucketName'] ?? '',
    resultsBucket: RESULTS,
    ingestUrl: outputs['IngestQueueUrl'] ?? '',
    deadLettersUrl: outputs['DeadLetterQueueUrl'] ?? '',
    watchdogUrl: outputs['WatchdogQueueUrl'] ?? '',
    receive,
    take: async (QueueUrl, WaitTimeSeconds) => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
      const [message] = Messages;
      if (message !== undefined) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
      return message;
    },
    hide: async (QueueUrl, message, VisibilityTimeout) => {
      const ReceiptHandle = message?.ReceiptHandle;
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
    attributes: async (QueueUrl) => {
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return { ...Attributes };
    },
    empty: async () => {
      for (const output of ['IngestQueueUrl', 'DeadLetterQueueUrl', 'WatchdogQueueUrl']) {
        await sqs.send(new PurgeQueueCommand({ QueueUrl: outputs[output] }));
      }
    },
    stop: localStack.stop,
  };
}

/** LocalStack's core has no Lambda and no RDS, so the processing stack is its watchdog queue only. */
async function deployLanding(settings: ClientSettings): Promise<Record<string, string>> {
  const client = new CloudFormationClient(settings);
  const { Parameters: _, Rules: __, ...template } = Template.fromStack(addStacks('local').landing).toJSON();
  for (const StackName of ['Countinghouse-local-Landing', 'Countinghouse-local-Processing']) {
    await client.send(new DeleteStackCommand({ StackName })).catch(() => undefined);
    await eventually(async () => {
      const found = await client.send(new DescribeStacksCommand({ StackName })).catch(() => undefined);
      return /_IN_PROGRESS$/.test(found?.Stacks?.[0]?.StackStatus ?? '') ? undefined : true;
    });
  }
  const landing = await deployStack(client, 'Countinghouse-local-Landing', template as never);
  const dead = { QueueUrl: landing['DeadLetterQueueUrl'], AttributeNames: ['QueueArn' as const] };
  const { Attributes } = await new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }).send(
    new GetQueueAttributesCommand(dead),
  );
  const RedrivePolicy = { deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: MOST_RECEIVES };
  const processing = await deployStack(client, 'Countinghouse-local-Processing', {
    Resources: { WatchdogQueue: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy } } },
    Outputs: { WatchdogQueueUrl: { Value: { Ref: 'WatchdogQueue' } } },
  });
  return { ...landing, ...processing };
}
