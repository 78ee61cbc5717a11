import { type aws_kms as kms, aws_sqs as sqs } from 'aws-cdk-lib';

/** How a queue is encrypted: with the stage's key where there is one, else with SQS's own. */
export function queueEncryption(key: kms.IKey | undefined): Pick<sqs.QueueProps, 'encryption' | 'encryptionMasterKey'> {
  return key === undefined
    ? { encryption: sqs.QueueEncryption.SQS_MANAGED }
    : { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key };
}
