import { type aws_iam as iam, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface SparkLogsProps {
  readonly deployment: Deployment;
  readonly jobName: string;
  readonly writer: iam.IGrantable;
}

/**
 * The two log groups that Glue 5 and later write under a prefix: `output` for what the script prints to its standard
 * output and standard error, `error` for Spark and its daemons. The streams' names begin with the job run's id. Made here,
 * so that they expire, and so that the job may write to them only.
 */
export class SparkLogs extends Construct {
  readonly prefix: string;
  /** What the script says, line by line. */
  readonly output: logs.LogGroup;

  constructor(scope: Construct, id: string, { deployment, jobName, writer }: SparkLogsProps) {
    super(scope, id);
    this.prefix = `/countinghouse/${deployment.settings.stage}/glue/${jobName}`;
    const groupOf = (kind: 'Error' | 'Output'): logs.LogGroup => {
      const group = new logs.LogGroup(this, kind, {
        logGroupName: `${this.prefix}/${kind.toLowerCase()}`,
        retention: deployment.settings.logs.retentionDays,
        removalPolicy: keptUnlessNew(deployment.removalPolicy),
        ...(deployment.key !== undefined && { encryptionKey: deployment.key }),
      });
      group.grantWrite(writer);
      return group;
    };
    groupOf('Error');
    this.output = groupOf('Output');
  }
}

/** Their names are fixed, so groups that a failed first deployment left behind would make every further one fail. */
const keptUnlessNew = (policy: RemovalPolicy): RemovalPolicy =>
  policy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;
