import { CfnOutput, Duration, Fn, type aws_kms as kms, Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENDED_PREFIX, READINGS_PREFIX } from '../../lambdas/core/lulls/lull-marks.ts';
import { REPLY_KEPT_DAYS } from '../../lambdas/core/replies/index.ts';
import { Database } from '../constructs/database.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { SchemaMigrations } from '../constructs/schema-migrations.ts';
import { stageKey } from '../constructs/stage-key.ts';
import type { Deployment } from '../deployment.ts';
import { stackName, stackProps } from './stack-name.ts';

/** What must never be lost: the database with its tables, and the bucket with quarantined rows and result files. */
export class DataStack extends Stack {
  readonly database: Database;
  readonly results: s3.Bucket;

  /** Also of what later stacks keep; undefined: AWS's own. */
  readonly key: kms.Key | undefined;

  constructor(scope: Construct, unkeyed: Deployment) {
    const { settings, removalPolicy } = unkeyed;
    super(scope, stackName(settings, 'Data'), stackProps(settings, 'Countinghouse: database and results'));
    this.key = stageKey(this, unkeyed);
    const deployment = { ...unkeyed, key: this.key };
    this.database = new Database(this, 'Database', deployment);
    this.results = new PrivateBucket(this, 'Results', {
      removalPolicy,
      key: this.key,
      lifecycleRules: [
        // Their addresses serve for minutes, but S3 counts in days.
        { id: 'ExpireDownloads', prefix: 'downloads/', expiration: Duration.days(1) },
        // A lull's end must be remembered for longer than the mark of its begin, which lies with the readings.
        { id: 'ExpireReadings', prefix: READINGS_PREFIX, expiration: Duration.days(1) },
        { id: 'ExpireEndsOfLulls', prefix: ENDED_PREFIX, expiration: Duration.days(30) },
        { id: 'ExpireReplies', prefix: 'replies/', expiration: Duration.days(REPLY_KEPT_DAYS) },
      ],
    });
    new SchemaMigrations(this, 'Migrations', { deployment, database: this.database, results: this.results });

    new CfnOutput(this, 'ClusterArn', { value: this.database.cluster.clusterArn });
    new CfnOutput(this, 'SecretArn', { value: this.database.secret.secretArn });
    new CfnOutput(this, 'DatabaseName', { value: this.database.databaseName });
    new CfnOutput(this, 'ResultsBucketName', { value: this.results.bucketName });
  }
  /** Asked of CloudFormation. CDK would ask AWS while it synthesizes, and could not without credentials. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs(this.region)));
  }
}
