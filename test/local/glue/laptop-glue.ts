import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  GetJobRunCommand,
  GlueClient,
  type JobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { startEmulator } from '../../../local/cloud/emulator/index.ts';
import { type GlueOptions, startGlue } from '../../../local/cloud/glue/index.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const eventSchema = z.object({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.record(z.string(), z.string()),
});
export type JobEvent = z.output<typeof eventSchema>;

/** The Glue endpoint beside an emulator, with a bucket for scripts and a queue that hears of ended runs. */
export interface LaptopGlue {
  readonly client: GlueClient;
  readonly endpoint: string;
  readonly stateDirectory: string;
  /** Uploads a script and makes a job of it. */
  job(name: string, script: string, more?: Partial<CreateJobCommandInput>): Promise<void>;
  put(key: string, content: string | Uint8Array): Promise<string>;
  start(name: string, given?: Record<string, string>): Promise<string>;
  find(name: string, id: string): Promise<JobRun>;
  /** Waits until the run has ended. */
  ended(name: string, id: string): Promise<JobRun>;
  /** Waits for the event of a run's end. */
  event(id: string): Promise<JobEvent>;
  stopGlue(): Promise<void>;
  stop(): Promise<void>;
}

/** `spark: false` runs the scripts with plain Python, at once. */
export async function startLaptopGlue(
  options: { spark: boolean } & Partial<Pick<GlueOptions, 'concurrency' | 'minuteMilliseconds'>>,
): Promise<LaptopGlue> {
  const stateDirectory = await mkdtemp(path.join(project, '.countinghouse', 'test-glue-'));
  const emulator = await startEmulator({ stateDirectory });
  const javaHome = process.env['JAVA_HOME'];
  if (!options.spark) process.env['JAVA_HOME'] = await fakeJava(stateDirectory);
  const glue = await startGlue({
    concurrency: 2,
    ...options,
    emulatorEndpoint: emulator.endpoint,
    rdsDataEndpoint: 'http://127.0.0.1:1',
    stateDirectory,
    jarsDirectory: path.join(project, '.countinghouse', 'jars'),
    archivesDirectory: path.join(project, '.countinghouse', 'class-archives'),
  });
  if (javaHome === undefined) delete process.env['JAVA_HOME'];
  else process.env['JAVA_HOME'] = javaHome;

  const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const client = new GlueClient({ ...common, endpoint: glue.endpoint });
  const s3 = new S3Client({ ...common, endpoint: emulator.endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'scripts' }));
  const event = await listen(
    new EventBridgeClient({ ...common, endpoint: emulator.endpoint }),
    new SQSClient({ ...common, endpoint: emulator.endpoint }),
  );

  const put: LaptopGlue['put'] = async (Key, Body) => {
    await s3.send(new PutObjectCommand({ Bucket: 'scripts', Key, Body }));
    return `s3://scripts/${Key}`;
  };
  const find: LaptopGlue['find'] = async (JobName, RunId) => {
    const { JobRun } = await client.send(new GetJobRunCommand({ JobName, RunId }));
    if (JobRun === undefined) throw new Error('no job run');
    return JobRun;
  };
  return {
    client,
    endpoint: glue.endpoint,
    stateDirectory,
    put,
    find,
    event,
    job: async (Name, script, more) => {
      const ScriptLocation = await put(`${Name}.py`, script);
      const Command = { Name: 'glueetl', ScriptLocation };
      const Role = 'arn:aws:iam::000000000000:role/glue';
      await client.send(new CreateJobCommand({ Name, Role, Command, GlueVersion: '6.0', Timeout: 10, ...more }));
    },
    start: async (JobName, Arguments = {}) =>
      (await client.send(new StartJobRunCommand({ JobName, Arguments }))).JobRunId ?? '',
    ended: async (name, id) => {
      for (;;) {
        const run = await find(name, id);
        if (run.CompletedOn !== undefined) return run;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stopGlue: () => glue.stop(),
    stop: async () => {
      await glue.stop();
      await emulator.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

async function fakeJava(stateDirectory: string): Promise<string> {
  const home = path.join(stateDirectory, 'java');
  await mkdir(path.join(home, 'bin'), { recursive: true });
  await copyFile(fileURLToPath(new URL('./fake-java.sh', import.meta.url)), path.join(home, 'bin', 'java'));
  return home;
}

async function listen(events: EventBridgeClient, sqs: SQSClient): Promise<LaptopGlue['event']> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'ended-runs' }));
  const EventPattern = JSON.stringify({
    source: ['aws.glue', 'countinghouse.glue'],
    'detail-type': ['Glue Job State Change'],
    detail: { state: ['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED'] },
  });
  await events.send(new PutRuleCommand({ Name: 'ended-runs', EventPattern }));
  const Arn = 'arn:aws:sqs:us-east-1:000000000000:ended-runs';
  await events.send(new PutTargetsCommand({ Rule: 'ended-runs', Targets: [{ Id: 'queue', Arn }] }));
  const heard = new Map<string | undefined, JobEvent>();
  return async (id) => {
    for (;;) {
      const known = heard.get(id);
      if (known !== undefined) return known;
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        const event = eventSchema.parse(JSON.parse(Body));
        heard.set(event.detail['jobRunId'], event);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
}
