import {
  aws_glue as glue,
  aws_iam as iam,
  Stack,
  type aws_s3 as s3,
  aws_s3_assets as s3assets,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { JobType } from '../../lambdas/core/job-types/index.ts';
import { acknowledge } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { grantObjects } from './object-grant.ts';
import { grantSending } from './sending-grant.ts';
import { SparkLogs } from './spark-logs.ts';

/** Data processing units of one worker, by Glue's worker type. */
export const dpusOfWorkerType: Readonly<Record<JobType['worker']['type'], number>> = {
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'R.1X': 1,
  'R.2X': 2,
};

export interface SparkJobProps {
  readonly deployment: Deployment;
  readonly jobType: JobType;
  readonly database: Database;
  readonly landing: s3.Bucket;
  readonly results: s3.Bucket;
  readonly watchdogQueue: sqs.Queue;
}

/**
 * The Glue job of a job type, built from its declaration: a worker that claims runs, reads their landed versions, writes
 * quarantined rows and result files, and publishes figures.
 *
 * CloudFormation's own resource, not CDK's `PySparkEtlJob`: that one lets the role read the whole assets bucket.
 */
export class SparkJob extends Construct {
  readonly jobName: string;
  readonly jobArn: string;
  /** How many workers may be awake at once. */
  readonly maxWorkers: number;
  /** Data processing units of one of our workers: of Glue's driver and executors together. */
  readonly dpus: number;
  readonly logs: SparkLogs;
  readonly #role: iam.Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SparkJobProps,
  ) {
    super(scope, id);
    const { deployment, jobType } = props;
    this.maxWorkers = Math.min(deployment.settings.workers.most, jobType.worker.most ?? Number.POSITIVE_INFINITY);
    this.dpus = dpusOfWorkerType[jobType.worker.type] * jobType.worker.count;
    // A name of our own: people look for it in the console, and the event rule can be read.
    this.jobName = `Countinghouse-${deployment.settings.stage}-${jobType.name}`;
    this.jobArn = Stack.of(this).formatArn({ service: 'glue', resource: 'job', resourceName: this.jobName });
    this.#role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });
    this.logs = new SparkLogs(this, 'Logs', { deployment, jobName: this.jobName, writer: this.#role });
    const scriptUrl = this.#readable('Script', deployment.outputs.glueScript(jobType.script));
    const job = new glue.CfnJob(this, 'Job', {
      name: this.jobName,
      description: `Countinghouse worker: ${jobType.title}`,
      role: this.#role.roleArn,
      glueVersion: '6.0',
      command: { name: 'glueetl', pythonVersion: '3', scriptLocation: scriptUrl },
      workerType: jobType.worker.type,
      numberOfWorkers: jobType.worker.count,
      timeout: jobType.worker.timeoutMinutes,
      // The run table decides what is tried again and how often.
      maxRetries: 0,
      // One more than the table lets be awake: a worker that has retired there is still going down here.
      executionProperty: { maxConcurrentRuns: this.maxWorkers + 1 },
      // A backstop for an account at its limits: the start waits instead of failing.
      jobRunQueuingEnabled: true,
      defaultArguments: this.#arguments(),
    });
    acknowledge(job, {
      GL1: 'Both log groups are made by this app and encrypted at rest by CloudWatch.',
      GL3: 'The job keeps no bookmarks; the run table remembers what was read.',
    });
    this.#grant();
    // The first start must not come before the role may do its work.
    job.node.addDependency(this.#role);
  }

  #arguments(): Record<string, string> {
    const { deployment, jobType, database, results, watchdogQueue } = this.props;
    const { workers } = deployment.settings;
    return {
      '--job_type': jobType.name,
      '--declaration_uri': this.#readable('Declaration', deployment.outputs.declaration(jobType.name)),
      '--cluster_arn': database.cluster.clusterArn,
      '--secret_arn': database.secret.secretArn,
      '--database': database.databaseName,
      '--results_bucket': results.bucketName,
      '--watchdog_queue_url': watchdogQueue.queueUrl,
      '--code_version': deployment.codeVersion,
      '--linger_seconds': String(workers.lingerSeconds),
      '--time_budget_seconds': String(workers.timeBudgetSeconds),
      '--dpus': String(this.dpus),
      '--usd_per_dpu_hour': workers.usdPerDpuHour,
      '--extra-py-files': this.#readable('PythonPackage', deployment.outputs.pythonPackage()),
      '--extra-jars': this.#readable('SparkDataSource', deployment.outputs.sparkDataSource()),
      '--job-language': 'python',
      // The run table remembers what was read.
      '--job-bookmark-option': 'job-bookmark-disable',
      '--custom-logGroup-prefix': this.logs.prefix,
    };
  }

  /** Uploads a file and lets the job read that one object. */
  #readable(id: string, file: string): string {
    const asset = new s3assets.Asset(this, id, { path: file });
    iam.Grant.addToPrincipal({
      grantee: this.#role,
      actions: ['s3:GetObject'],
      resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    });
    return asset.s3ObjectUrl;
  }

  #grant(): void {
    const { database, jobType, landing, results, watchdogQueue } = this.props;
    const grantee = this.#role;
    database.grantDataApi(grantee);
    grantObjects(grantee, {
      bucket: landing,
      below: [`${jobType.landing.prefix}*`],
      // Always the version that the run was recorded for, never whatever the newest is.
      actions: ['s3:GetObjectVersion'],
      reason: 'Whoever lands a file names it; a worker reads every file of its own job type.',
    });
    iam.Grant.addToPrincipal({
      grantee,
      // The order of a key's versions decides which of them supersedes. And who may not list a bucket is told "denied"
      // of an object that is gone, not "not found".
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resourceArns: [landing.bucketArn],
    });
    // A run that somebody has asked for has been closed: its reply is due.
    grantSending(grantee, watchdogQueue);
    // A worker asks where its log is kept, to say so in the run's record: not every platform keeps it under the prefix.
    iam.Grant.addToPrincipal({ grantee, actions: ['glue:GetJobRun'], resourceArns: [this.jobArn] });
    grantObjects(grantee, {
      bucket: results,
      below: ['quarantine/*', 'results/*'],
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      reason: 'Quarantined rows and files of results are named after their run.',
    });
    // A correction names lines of another run's quarantine; one that has expired is "not found" to who may list the bucket.
    // Runs of several files have no corrections.
    if (jobType.sources.length === 1) {
      grantObjects(grantee, {
        bucket: results,
        below: ['quarantine/*'],
        actions: ['s3:GetObject'],
        reason: 'A correction may name any run, and what was quarantined is named after the run.',
      });
    }
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [results.bucketArn] });
  }

  /** Lets a function start workers of this job. */
  grantStart(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({ grantee, actions: ['glue:StartJobRun'], resourceArns: [this.jobArn] });
  }

  /** Lets a function look at workers of this job and stop them. */
  grantSupervise(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['glue:GetJobRun', 'glue:BatchStopJobRun'],
      resourceArns: [this.jobArn],
    });
  }
}
