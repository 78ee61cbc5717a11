import type { aws_s3 as s3 } from 'aws-cdk-lib';

/** The ARNs of the empty objects by which intake tells that a landed version has its run. */
export function recordedMarkers(results: s3.Bucket): string[] {
  return ['recorded/*', 'recorded-long/*'].map((keys) => results.arnForObjects(keys));
}
