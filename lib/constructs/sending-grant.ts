import { aws_iam as iam, type aws_sqs as sqs } from 'aws-cdk-lib';
import { grantKey } from './stage-key.ts';

/**
 * Lets a role send to a queue, and no more. CDK's `grantSendMessages` also lets it ask how full the queue is and what its
 * address is, which concerns nobody who is told the address.
 */
export function grantSending(grantee: iam.IGrantable, ...queues: readonly sqs.IQueue[]): void {
  const resourceArns = queues.map(({ queueArn }) => queueArn);
  iam.Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns });
  for (const { encryptionMasterKey } of queues) {
    grantKey(grantee, encryptionMasterKey, 'write');
  }
}
