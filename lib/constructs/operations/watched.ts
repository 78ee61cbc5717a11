import type { aws_lambda as lambda, aws_logs as logs, aws_rds as rds, aws_sqs as sqs } from 'aws-cdk-lib';
import type { HandlerFunction } from '../handler-function.ts';

/** Functions that work while nobody deploys. */
export type WatchedFunction = 'intake' | 'settle' | 'sweep' | 'api';

/** Everything of a stage that people are told about. */
export interface Watched {
  readonly queues: Readonly<Record<'ingest' | 'request' | 'watchdog' | 'response' | 'deadLetter', sqs.IQueue>>;
  readonly functions: Readonly<Record<WatchedFunction, Pick<HandlerFunction<unknown>, 'function' | 'logGroup'>>>;
  /** What the workers say, a group for each job type. */
  readonly workerLogs: readonly logs.ILogGroup[];
  readonly cluster: rds.IDatabaseCluster;
  readonly apiId: string;
}

export const functionOf = ({ functions }: Watched, name: WatchedFunction): lambda.IFunction => functions[name].function;
