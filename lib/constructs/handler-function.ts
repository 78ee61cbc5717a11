import { type Duration, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledged.ts';
import type { FunctionName } from '../build-outputs.ts';
import type { Deployment } from '../deployment.ts';

/** The variables that every function gets from this construct. */
type SharedVariable = 'STAGE' | 'CODE_VERSION' | 'POWERTOOLS_SERVICE_NAME' | 'POWERTOOLS_LOG_LEVEL';

/** The variables of a function's own environment schema, as strings; a missing one does not compile. */
export type OwnVariables<Environment> = {
  readonly [Name in keyof Environment as Exclude<Name, SharedVariable>]: string;
};

export interface HandlerFunctionProps<Environment> {
  readonly deployment: Deployment;
  readonly name: FunctionName;
  readonly description: string;
  readonly environment: OwnVariables<Environment>;
  readonly memoryMiB: number;
  readonly timeout: Duration;
}

/**
 * One of our Lambda functions: its bundle, its own log group and a role that may write to that log group only. Whatever
 * else it may do is granted where the function is wired.
 *
 * `Environment` is the input of the zod schema in the function's `environment.ts`.
 */
export class HandlerFunction<Environment> extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<Environment>) {
    super(scope, id);
    const { settings, outputs, removalPolicy, key } = props.deployment;
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: settings.logs.retentionDays,
      removalPolicy,
      ...(key !== undefined && { encryptionKey: key }),
    });
    // A role of its own instead of CDK's: the managed policy behind that one may write to every log group.
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      code: lambda.Code.fromAsset(outputs.lambda(props.name)),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      role: this.role,
      logGroup: this.logGroup,
      tracing: isTraced(props) ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      environment: { ...this.#sharedVariables(props), ...props.environment },
    });
    if (isTraced(props)) {
      acknowledgeWildcards(this.role, ['*'], 'X-Ray takes traces for the account: there is no resource to name.');
    }
  }

  #sharedVariables(props: HandlerFunctionProps<Environment>): Record<string, string> {
    const { deployment, name } = props;
    const { settings, codeVersion, serviceEndpoints } = deployment;
    return {
      STAGE: settings.stage,
      CODE_VERSION: codeVersion,
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_LOG_LEVEL: settings.logs.level,
      POWERTOOLS_TRACE_ENABLED: String(isTraced(props)),
      // Stack traces name our files instead of places in the bundle.
      NODE_OPTIONS: '--enable-source-maps',
      ...serviceEndpoints,
    };
  }
}

/** Every function but the API's works for runs. */
const isTraced = ({ deployment, name }: Pick<HandlerFunctionProps<unknown>, 'deployment' | 'name'>): boolean =>
  deployment.settings.tracing === 'everything' || (deployment.settings.tracing === 'runs' && name !== 'api');
