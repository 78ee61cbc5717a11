import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { acknowledgeWildcards } from '../acknowledged.ts';
import { grantKey } from './stage-key.ts';

export interface ObjectGrant {
  readonly bucket: s3.Bucket;
  /** Keys as IAM matches them, such as `quarantine/*`. */
  readonly below: readonly string[];
  readonly actions: readonly string[];
  /** Why the keys are not known beforehand. */
  readonly reason: string;
}

/** Lets a role do something with the objects below prefixes of a bucket, and says why it may with all of them. */
export function grantObjects(role: iam.Role, { bucket, below, actions, reason }: ObjectGrant): void {
  const resourceArns = below.map((keys) => bucket.arnForObjects(keys));
  iam.Grant.addToPrincipal({ grantee: role, actions: [...actions], resourceArns });
  grantKey(role, bucket.encryptionKey, actions.includes('s3:PutObject') ? 'write' : 'read');
  acknowledgeWildcards(role, resourceArns, reason);
}
