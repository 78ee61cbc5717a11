import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../../local/cli/environment.ts';
import { type Deployed, deploy } from '../deployed.ts';

export const SPARKS = 2;
export const SWEEP = { everyMinutes: 1, graceSeconds: 10 };
/** On AWS the messages of a function that was killed come again after 12 minutes: six times the function's time-out. */
const VISIBILITY_SECONDS = 20;

/** A laptop cloud with two workers, which leave soon as they do on AWS, and with messages that come again soon. */
export async function deployChaosCloud(): Promise<Deployed> {
  const workers = { most: SPARKS, lingerSeconds: 3 };
  const deployed = await deploy({ sparks: SPARKS, settings: { workers, sweep: SWEEP } });
  try {
    await shortenVisibility(deployed);
    return deployed;
  } catch (error) {
    await deployed.stop();
    throw error;
  }
}

async function shortenVisibility({ cloud }: Deployed): Promise<void> {
  const client = new SQSClient(clientOf(cloud.endpoints.emulator));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) {
    const Attributes = { VisibilityTimeout: `${VISIBILITY_SECONDS}` };
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }
  client.destroy();
}

/** Whether S3 tells of what lands. What lands while it does not is for the sweep to find. */
export async function notify({ cloud }: Deployed, does: boolean): Promise<void> {
  const client = new S3Client({ ...clientOf(cloud.endpoints.emulator), forcePathStyle: true });
  const Bucket = cloud.outputs.LandingBucketName;
  const known = usual.get(Bucket) ?? (await client.send(new GetBucketNotificationConfigurationCommand({ Bucket })));
  usual.set(Bucket, { QueueConfigurations: known.QueueConfigurations });
  const NotificationConfiguration = does ? usual.get(Bucket) : {};
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  client.destroy();
}

/** How the buckets were deployed. */
const usual = new Map<string, NotificationConfiguration>();

const clientOf = (endpoint: string) => ({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS });
