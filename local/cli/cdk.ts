import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BUILT_ALREADY } from '../build/build.ts';
import { runCommand } from '../install/command.mjs';
import { type Endpoints, LAPTOP_ACCOUNT, LAPTOP_REGION, laptopEnvironment } from './environment.ts';

/** The real CDK CLI, pointed at the laptop cloud. */
export interface Cdk {
  /** Makes the templates of the local stage; needs the build outputs. */
  synth(release?: Release): Promise<void>;
  /** Prepares the account, as one does on AWS. */
  bootstrap(): Promise<void>;
  /** Deploys what `synth` made. */
  deploy(): Promise<Outputs>;
}

/** What is deployed when it is not simply this project as it is. */
export interface Release {
  /** The command that makes the templates; default: that of cdk.json. */
  readonly app?: string;
  /** Settings of the stage that are to be others, as `-c settings=…` takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface CdkOptions {
  readonly root: string;
  /** The start's folder: templates, outputs and `cdk.log` go there. */
  readonly folder: string;
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
  /** Told the name of what is being deployed. */
  readonly onStep: (step: string) => void;
}

const dataSchema = z.object({
  ClusterArn: z.string(),
  SecretArn: z.string(),
  DatabaseName: z.string(),
  ResultsBucketName: z.string(),
});
const landingSchema = z.object({
  LandingBucketName: z.string(),
  IngestQueueUrl: z.string(),
  RequestQueueUrl: z.string(),
  ResponseQueueUrl: z.string(),
  DeadLetterQueueUrl: z.string(),
});
const outputsSchema = z
  .object({
    'Countinghouse-local-Data': dataSchema,
    'Countinghouse-local-Landing': landingSchema,
    'Countinghouse-local-Edge': z.object({ DistributionDomainName: z.string(), ApiEndpoint: z.string() }),
  })
  .transform((stacks) => ({
    ...stacks['Countinghouse-local-Data'],
    ...stacks['Countinghouse-local-Landing'],
    ...stacks['Countinghouse-local-Edge'],
  }));
/** What the stacks say about themselves after a deployment. */
export type Outputs = z.infer<typeof outputsSchema>;

export function laptopCdk({ root, folder, endpoints, signal, onStep }: CdkOptions): Cdk {
  mkdirSync(folder, { recursive: true });
  const templates = join(folder, 'cdk.out');
  const outputsFile = join(folder, 'outputs.json');
  const env = { ...laptopEnvironment(endpoints, folder), [BUILT_ALREADY]: 'yes', FORCE_COLOR: '0' };
  const cdk = async (parameters: readonly string[], cwd: string): Promise<void> => {
    const onLine = (line: string): void => {
      appendFileSync(join(folder, 'cdk.log'), `${line}\n`);
      const stack = /^Countinghouse-local-(\w+)[: ]/.exec(line)?.[1];
      if (stack !== undefined) {
        onStep(stack);
      }
    };
    const script = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    await runCommand(process.execPath, [script, ...parameters, '--no-notices'], { cwd, env, signal, onLine });
  };
  return {
    synth: ({ app, settings }: Release = {}) => {
      const own = settings === undefined ? [] : ['-c', `settings=${JSON.stringify(settings)}`];
      const command = app === undefined ? [] : ['--app', app];
      return cdk(['synth', '--quiet', '-c', 'stage=local', ...own, ...command, '--output', templates], root);
    },
    // In a folder without cdk.json the CLI does not run the app to learn where to bootstrap.
    bootstrap: () => cdk(['bootstrap', `aws://${LAPTOP_ACCOUNT}/${LAPTOP_REGION}`], folder),
    deploy: async () => {
      const options = [
        '--require-approval',
        'never',
        '--method',
        'direct',
        '--concurrency',
        '4',
        '--progress',
        'events',
      ];
      await cdk(['deploy', '--all', '--app', templates, '--outputs-file', outputsFile, ...options], folder);
      return outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
    },
  };
}
