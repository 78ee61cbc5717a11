import type { aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { BuildOutputs } from './build-outputs.ts';
import type { ServiceEndpoints } from './stages/endpoints.ts';
import type { StageSettings } from './stages/settings.ts';

/** What every stack of one deployment knows. */
export interface Deployment {
  readonly settings: StageSettings;
  /** What becomes of buckets, database and logs when their stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** What the stack at hand encrypts with; undefined: with AWS's own keys. */
  readonly key?: kms.IKey | undefined;
  readonly outputs: BuildOutputs;
  readonly codeVersion: string;
  readonly serviceEndpoints: ServiceEndpoints;
}
