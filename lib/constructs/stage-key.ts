import { aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** Services of AWS that encrypt or read for us, without a role of ours. */
const services = {
  // Tells the ingest queue of landed files.
  LetS3Notify: 's3.amazonaws.com',
  // Alarms are sent to the topic.
  LetAlarmsNotify: 'cloudwatch.amazonaws.com',
} as const;

/**
 * A key of the account's own for what a stack keeps. Roles get their permissions by their own policies, never by this one, so
 * that no stack needs a later one; what stands here are services that act by themselves, for this account only.
 */
export class StageKey extends kms.Key {
  constructor(scope: Construct, id: string, { settings, removalPolicy }: Deployment) {
    const { stackName, account, region, partition } = Stack.of(scope);
    super(scope, id, {
      alias: `countinghouse/${stackName}`,
      description: `Encrypts what ${stackName} keeps`,
      enableKeyRotation: true,
      removalPolicy,
    });
    const sourceAccount = { StringEquals: { 'aws:SourceAccount': account } };
    for (const [sid, service] of Object.entries(services)) {
      this.#admit(sid, new iam.ServicePrincipal(service), ['kms:Decrypt', 'kms:GenerateDataKey'], sourceAccount);
    }
    // CloudWatch Logs names the group that it encrypts; any of this account's may be.
    const groups = `arn:${partition}:logs:${region}:${account}:*`;
    const logs = new iam.ServicePrincipal(`logs.${settings.region}.amazonaws.com`);
    this.#admit('LetLogsEncrypt', logs, logActions, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups },
    });
  }

  #admit(sid: string, principal: iam.IPrincipal, actions: string[], conditions: Record<string, unknown>): void {
    this.addToResourcePolicy(
      new iam.PolicyStatement({ sid, principals: [principal], actions, resources: ['*'], conditions }),
    );
  }
}

/** As the documentation of CloudWatch Logs asks for. */
const logActions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The key of a stack, where the stage wants keys of its own; undefined: AWS's. */
export function stageKey(scope: Construct, deployment: Deployment): kms.Key | undefined {
  return deployment.settings.encryption.customerKeys ? new StageKey(scope, 'Key', deployment) : undefined;
}

/** Lets a role use the key of what it reads (`kms:Decrypt`) or writes; nothing where the key is AWS's. */
export function grantKey(grantee: iam.IGrantable, key: kms.IKey | undefined, use: 'read' | 'write'): void {
  if (key === undefined) {
    return;
  }
  // Who writes in parts, or to a queue, decrypts as well.
  const actions = use === 'read' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'];
  iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn] });
}
