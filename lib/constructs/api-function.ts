import { Duration, aws_iam as iam, type aws_s3 as s3, type aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { environmentSchema } from '../../lambdas/api/environment.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import type { Deployment } from '../deployment.ts';
import type { Database } from './database.ts';
import { HandlerFunction } from './handler-function.ts';

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
        ...(deployment.settings.logs.inConsole && { LOGS_CONSOLE_REGION: deployment.settings.region }),
      },
      // A person waits: 1 GiB gives over half a CPU, which halves the cold start against 512 MiB.
      memoryMiB: 1024,
      // API Gateway gives up after 30 s; an answer of our own must come before.
      timeout: Duration.seconds(28),
    });
    const { role } = this.handler;
    database.grantDataApi(role);
    watchdogQueue.grantSendMessages(role);
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetObject'],
      resourceArns: ['quarantine/*', 'results/*'].map((prefix) => results.arnForObjects(prefix)),
    });
    // Large downloads are put there, and read by their presigned addresses with this role's permissions.
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject'],
      resourceArns: [results.arnForObjects('downloads/*')],
    });
    // Uploads from the browser: begun, listed, completed and cancelled by this function, and the addresses of their parts
    // serve with its permissions. It never reads what is in a landed file.
    const jobTypes = [...readJobTypes(deployment.outputs.declarations()).values()];
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resourceArns: jobTypes.map((jobType) => landing.arnForObjects(`${jobType.landing.prefix}*`)),
    });
    // Whoever asks for a receipt is told whether the versions that were read are still there, and whoever asks for a run
    // whether its file is: both are looked up (HEAD), which S3 allows by the permission to read them.
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resourceArns: jobTypes.map((jobType) => landing.arnForObjects(`${jobType.landing.prefix}*`)),
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
