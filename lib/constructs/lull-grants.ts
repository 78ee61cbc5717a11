import type { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { ENDED_PREFIX, READINGS_PREFIX } from '../../lambdas/core/lulls/lull-marks.ts';
import { grantObjects } from './object-grant.ts';

/** Lets a role end lulls, as whoever changes what readers see must. */
export function grantEndingLulls(role: iam.Role, results: s3.Bucket): void {
  grantObjects(role, {
    bucket: results,
    below: [`${ENDED_PREFIX}*`],
    actions: ['s3:PutObject'],
    reason: 'The end of a lull is marked under its id, and each has its own.',
  });
}

/** Lets a role keep what it reads in lulls, and read it again while they last. */
export function grantKeepingReadings(role: iam.Role, results: s3.Bucket): void {
  grantObjects(role, {
    bucket: results,
    below: [`${READINGS_PREFIX}*`],
    actions: ['s3:GetObject', 's3:PutObject'],
    reason: 'Each reading of the database is an object of its own, named after its statement.',
  });
  grantObjects(role, {
    bucket: results,
    below: [`${ENDED_PREFIX}*`],
    actions: ['s3:GetObject'],
    reason: 'Whether a lull has ended is marked under its id, and each has its own.',
  });
}
