import {
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  RemovalPolicy,
  aws_rds as rds,
  type aws_secretsmanager as secrets,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';
import { grantKey } from './stage-key.ts';

/** What several statements need that must be seen together. */
const transactionActions = ['rds-data:BeginTransaction', 'rds-data:CommitTransaction', 'rds-data:RollbackTransaction'];

/** The environment variables by which a function finds the database. */
export interface DatabaseVariables {
  readonly DATABASE_CLUSTER_ARN: string;
  readonly DATABASE_SECRET_ARN: string;
  readonly DATABASE_NAME: string;
}

/**
 * The PostgreSQL database: Aurora Serverless v2 that pauses when nobody needs it.
 *
 * It sits in isolated subnets: no route to the internet, no NAT, no interface endpoint. Everything talks to it through
 * the RDS Data API, which needs no network path, only the grant that `grantDataApi` gives.
 */
export class Database extends Construct {
  readonly cluster: rds.DatabaseCluster;
  readonly secret: secrets.ISecret;
  readonly databaseName = 'countinghouse';
  readonly #key: kms.IKey | undefined;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { settings, removalPolicy, key } = deployment;
    this.#key = key;
    const network = new ec2.Vpc(this, 'Vpc', {
      // Aurora keeps its storage in three zones whatever we do; a subnet group needs two.
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      restrictDefaultSecurityGroup: settings.restrictDefaultSecurityGroup,
    });
    acknowledge(network, { VPC7: 'No packet moves in it: no way in, no way out, and no client inside.' });
    // CDK's own class does not fit its interface under exactOptionalPropertyTypes.
    const vpc = network as ec2.IVpc;
    // No rule at all: the Data API does not come through the network.
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The database: nothing connects to it, it is reached through the RDS Data API',
      allowAllOutbound: false,
    });
    const secret = new rds.DatabaseSecret(this, 'Secret', {
      username: 'countinghouse',
      ...(key !== undefined && { encryptionKey: key }),
    });
    // Without its password a database that was kept could not be used.
    secret.applyRemovalPolicy(removalPolicy);
    acknowledge(secret, {
      SMG4:
        'Rotation needs a function inside the network and an endpoint for it, where now nothing is. Nobody types this ' +
        'password: only the Data API uses it, for roles that may read it.',
    });
    const { autoPauseSeconds, minCapacity, maxCapacity, backupDays } = settings.database;
    this.cluster = new rds.DatabaseCluster(this, 'Cluster', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_7 }),
      defaultDatabaseName: this.databaseName,
      credentials: rds.Credentials.fromSecret(secret as secrets.ISecret),
      enableDataApi: true,
      // The Data API only ever speaks to the writer, so a reader would cost and give nothing.
      writer: rds.ClusterInstance.serverlessV2('Writer'),
      serverlessV2MinCapacity: minCapacity,
      serverlessV2MaxCapacity: maxCapacity,
      ...(autoPauseSeconds === null ? {} : { serverlessV2AutoPauseDuration: Duration.seconds(autoPauseSeconds) }),
      backup: { retention: Duration.days(backupDays) },
      copyTagsToSnapshot: true,
      storageEncrypted: true,
      ...(key !== undefined && { storageEncryptionKey: key }),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [securityGroup],
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    });
    acknowledge(this.cluster, {
      RDS6: 'Nothing connects to it over the network; the Data API asks IAM about every call.',
      ...(removalPolicy === RemovalPolicy.DESTROY && {
        RDS10: 'It may go with its data: both keys have been turned, see mayDeleteData.',
      }),
    });
    this.secret = this.#attachedSecret();
  }

  get variables(): DatabaseVariables {
    return {
      DATABASE_CLUSTER_ARN: this.cluster.clusterArn,
      DATABASE_SECRET_ARN: this.secret.secretArn,
      DATABASE_NAME: this.databaseName,
    };
  }

  /** Lets a role run single statements on this cluster, with this cluster's secret. */
  grantDataApi(grantee: iam.IGrantable): void {
    const resourceArns = [this.cluster.clusterArn];
    iam.Grant.addToPrincipal({ grantee, actions: ['rds-data:ExecuteStatement'], resourceArns });
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
    grantKey(grantee, this.#key, 'read');
  }

  /** Lets a role that has the Data API also hold several statements together. */
  grantTransactions(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({ grantee, actions: transactionActions, resourceArns: [this.cluster.clusterArn] });
  }

  /** The secret once it carries the cluster's address; who refers to it waits for that. */
  #attachedSecret(): secrets.ISecret {
    if (this.cluster.secret === undefined) {
      throw new Error('The cluster has no secret.');
    }
    return this.cluster.secret;
  }
}
