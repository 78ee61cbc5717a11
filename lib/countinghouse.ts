import { type App, RemovalPolicy } from 'aws-cdk-lib';
import type { BuildOutputs } from './build-outputs.ts';
import type { Deployment } from './deployment.ts';
import { DashboardStack } from './stacks/dashboard-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { LandingStack } from './stacks/landing-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { ProcessingStack } from './stacks/processing-stack.ts';
import { refuseOtherAccount } from './stages/account.ts';
import { refuseUncommitted } from './stages/committed.ts';
import { readServiceEndpoints } from './stages/endpoints.ts';
import { readStage } from './stages/index.ts';
import { mayDeleteData } from './stages/settings.ts';

/** What a synthesis is given from outside. */
export interface SynthesisInputs {
  readonly outputs: BuildOutputs;
  readonly codeVersion: string;
  /** The variables of the process, as the CDK CLI sets them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface CountinghouseStacks {
  readonly data: DataStack;
  readonly landing: LandingStack;
  readonly processing: ProcessingStack;
  readonly edge: EdgeStack;
  readonly dashboard: DashboardStack;
  /** Not where nobody is told: on a laptop. */
  readonly operations: OperationsStack | undefined;
}

/**
 * Adds the stacks of one stage to the app; the stage is the app's context value `stage`.
 * @throws StageError when there is no such stage, or it may not be deployed from here
 */
export function addCountinghouse(
  app: App,
  { outputs, codeVersion, environment }: SynthesisInputs,
): CountinghouseStacks {
  const settings = readStage(app.node.tryGetContext('stage'), app.node.tryGetContext('settings'));
  refuseOtherAccount(settings, environment['CDK_DEFAULT_ACCOUNT']);
  refuseUncommitted(settings, codeVersion, environment['CDK_DEFAULT_ACCOUNT']);
  const deleteData = mayDeleteData(settings, app.node.tryGetContext('delete-data'));
  const deployment: Deployment = {
    settings,
    removalPolicy: deleteData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    outputs,
    codeVersion,
    serviceEndpoints: readServiceEndpoints(settings, environment),
  };
  const data = new DataStack(app, deployment);
  const landing = new LandingStack(app, deployment);
  const keyed: Deployment = { ...deployment, key: data.key };
  const processing = new ProcessingStack(app, { deployment: keyed, data, landing });
  const edge = new EdgeStack(app, { deployment: keyed, data, landing, processing });
  const dashboard = new DashboardStack(app, { deployment, bucket: edge.dashboardBucket, issuer: edge.issuer });
  const { alarms } = settings;
  const operations =
    alarms === null
      ? undefined
      : new OperationsStack(app, { alarms, deployment: keyed, data, landing, processing, edge });
  return { data, landing, processing, edge, dashboard, operations };
}
