import { encodeKey } from '../../lambdas/core/landing/key-encoding.ts';

export const LANDING = 'landing-bucket';
export const RESULTS = 'results-bucket';

export interface Put {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly size?: number | undefined;
  readonly bucket?: string;
  readonly eventName?: string;
}

/** A record as S3 writes it. */
export const record = ({
  key,
  versionId,
  size = 10,
  bucket = LANDING,
  eventName = 'ObjectCreated:Put',
}: Put): unknown => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-01-02T03:04:05.678Z',
  eventName,
  responseElements: {
    'x-amz-request-id': 'C3D13FE58DE4C810',
    'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S',
  },
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
    object: { key: encodeKey(key), size, eTag: 'x', sequencer: '0055AED6DCD90281E5', ...(versionId && { versionId }) },
  },
});

/** The body of a message with these records. */
export const notification = (...puts: readonly Put[]): string => JSON.stringify({ Records: puts.map(record) });

export const TEST_EVENT = JSON.stringify({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-01-02T03:04:05.678Z',
  Bucket: LANDING,
  RequestId: '5582815E1AEA5ADF',
  HostId: 'x',
});
