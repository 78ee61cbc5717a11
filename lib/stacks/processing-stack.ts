import { CfnOutput, type aws_logs as logs, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import type { HandlerFunction } from '../constructs/handler-function.ts';
import { handlerTimeout } from '../constructs/handler-timeout.ts';
import { Intake } from '../constructs/intake.ts';
import { Settle } from '../constructs/settle.ts';
import { SparkJob } from '../constructs/spark-job.ts';
import { Sweep } from '../constructs/sweep.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data-stack.ts';
import type { LandingStack } from './landing-stack.ts';
import { stackName, stackProps } from './stack-name.ts';

export interface ProcessingStackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly landing: LandingStack;
}

/** What moves a landed file on to its figures: the functions around the run table, and the workers. */
export class ProcessingStack extends Stack {
  readonly watchdogQueue: WorkQueue;
  readonly functions: Readonly<Record<'intake' | 'settle' | 'sweep', HandlerFunction<unknown>>>;
  /** What the workers say, a group for each job type. */
  readonly workerLogs: readonly logs.LogGroup[];

  constructor(scope: Construct, { deployment, data, landing }: ProcessingStackProps) {
    const { settings, outputs } = deployment;
    super(scope, stackName(settings, 'Processing'), stackProps(settings, 'Countinghouse: intake, workers, settling'));
    // Functions and workers need the tables that the migrations in the data stack make.
    this.addStackDependency(data, 'The tables must exist before anything uses them.');
    const { database, results } = data;
    const jobTypes = [...readJobTypes(outputs.declarations()).values()];
    const deadLetterQueue = landing.deadLetterQueue;
    this.watchdogQueue = new WorkQueue(this, 'WatchdogQueue', { handlerTimeout, deadLetterQueue, key: deployment.key });
    const watchdogQueue = this.watchdogQueue;
    const jobs = new Map(
      jobTypes.map((jobType) => {
        const props = { deployment, jobType, database, landing: landing.bucket, results, watchdogQueue };
        return [jobType.name, new SparkJob(this, `Job${pascalCase(jobType.name)}`, props)] as const;
      }),
    );
    const shared = { deployment, database, jobs, results, watchdogQueue, deadLetterQueue };
    const { ingestQueue: queue, requestQueue, responseQueue } = landing;
    const intake = new Intake(this, 'Intake', { ...shared, landing: landing.bucket, queue, requestQueue });
    const settle = new Settle(this, 'Settle', { ...shared, responseQueue });
    const sweep = new Sweep(this, 'Sweep', {
      deployment,
      landing: landing.bucket,
      results,
      ingestQueue: landing.ingestQueue,
    });
    this.functions = { intake: intake.handler, settle: settle.handler, sweep: sweep.handler };
    this.workerLogs = [...jobs.values()].map((job) => job.logs.output);
    new CfnOutput(this, 'WatchdogQueueUrl', { value: this.watchdogQueue.queueUrl });
    for (const [name, job] of jobs) {
      new CfnOutput(this, `GlueJobName${pascalCase(name)}`, { value: job.jobName });
    }
  }
}

/** `branch-stats` -> `BranchStats`, as ids and outputs are written. */
function pascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
