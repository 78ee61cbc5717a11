import { Duration, aws_iam as iam, type aws_s3 as s3, type aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/api/environment.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantEndingLulls, grantKeepingReadings } from './lull-grants.ts';
import { grantObjects } from './object-grant.ts';
import { grantSending } from './sending-grant.ts';
import { claimVariables } from './sign-in/claim-variables.ts';

export interface ApiFunctionProps {
  readonly deployment: Deployment;
  readonly database: Database;
  readonly landing: s3.Bucket;
  readonly results: s3.Bucket;
  readonly watchdogQueue: sqs.Queue;
}

/** The function that answers the HTTP API. */
export class ApiFunction extends Construct {
  readonly handler: HandlerFunction<z.input<typeof environmentSchema>>;

  constructor(scope: Construct, id: string, { deployment, ...props }: ApiFunctionProps) {
    super(scope, id);
    const { database, landing, results, watchdogQueue } = props;
    this.handler = new HandlerFunction(this, 'Handler', {
      deployment,
      name: 'api',
      description: 'Answers the HTTP API',
      environment: {
        ...database.variables,
        RESULTS_BUCKET: results.bucketName,
        LANDING_BUCKET: landing.bucketName,
        WATCHDOG_QUEUE_URL: watchdogQueue.queueUrl,
        WATCHDOG_DELAY_SECONDS: String(deployment.settings.settle.watchdogDelaySeconds),
        ...claimVariables(deployment.settings.signIn),
        ...(deployment.settings.logs.inConsole && { LOGS_CONSOLE_REGION: deployment.settings.region }),
      },
      // A person waits: 1 GiB gives over half a CPU, which halves the cold start against 512 MiB.
      memoryMiB: 1024,
      // API Gateway gives up after 30 s; an answer of our own must come before.
      timeout: Duration.seconds(28),
    });
    const { role } = this.handler;
    database.grantDataApi(role);
    // A long list of branches is read page by page, of one moment.
    database.grantTransactions(role);
    grantSending(role, watchdogQueue);
    grantEndingLulls(role, results);
    grantKeepingReadings(role, results);
    grantObjects(role, {
      bucket: results,
      below: ['quarantine/*', 'results/*'],
      actions: ['s3:GetObject'],
      reason: 'Quarantined rows and files of results are named after their run, and any run may be asked for.',
    });
    // Large downloads are put there, and read by their presigned addresses with this role's permissions.
    grantObjects(role, {
      bucket: results,
      below: ['downloads/*'],
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject'],
      reason: 'Every download is an object of its own, named when it is asked for.',
    });
    // Uploads from the browser: begun, listed, completed and cancelled by this function, and the addresses of their parts
    // serve with its permissions. It never reads what is in a landed file.
    const jobTypes = [...readJobTypes(deployment.outputs.declarations()).values()];
    const landed = jobTypes.map((jobType) => `${jobType.landing.prefix}*`);
    grantObjects(role, {
      bucket: landing,
      below: landed,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      reason: 'Whoever uploads a file names it, below the prefix of its job type.',
    });
    // Whoever asks for a receipt is told whether the versions that were read are still there, and whoever asks for a run
    // whether its file is: both are looked up (HEAD), which S3 allows by the permission to read them.
    grantObjects(role, {
      bucket: landing,
      below: landed,
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      reason: 'Any run may be asked for, and its file was named by whoever landed it.',
    });
    // Who may not list a bucket is told "denied" of an object that has expired, not "not found".
    iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [results.bucketArn] });
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resourceArns: [landing.bucketArn],
    });
  }
}
