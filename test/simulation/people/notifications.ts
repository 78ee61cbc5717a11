import { encodeKey } from '../../../lambdas/core/landing/key-encoding.ts';
import type { StoredVersion } from '../aws/s3.ts';
import type { Random } from '../world/random.ts';

/** A record as S3 writes it; some senders leave the version out. */
const record = (bucket: string, { key, versionId, landedAt, content, body }: StoredVersion): unknown => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  eventTime: landedAt.toISOString(),
  s3: {
    bucket: { name: bucket },
    object: { key: encodeKey(key), size: content?.size ?? Buffer.byteLength(body), versionId, sequencer: '00' },
  },
});

export const notificationOf = (bucket: string, versions: readonly StoredVersion[]): string =>
  JSON.stringify({ Records: versions.map((version) => record(bucket, version)) });

/** What no code can do anything with. */
export const POISON = [
  '',
  'not json',
  '{}',
  '[]',
  'null',
  '{"Records":"none"}',
  '{"Records":[{"eventName":"ObjectCreated:Put"}]}',
  '{"runId":"nobody"}',
] as const;

/** What is not for us, and is dropped. */
export const foreignEvent = (random: Random): string =>
  random.pick([
    JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'landing-bucket' }),
    JSON.stringify({ Records: [{ eventName: 'ObjectRemoved:Delete', s3: {} }] }),
    JSON.stringify({
      Records: [
        {
          eventName: 'ObjectCreated:Put',
          eventTime: '2026-01-05T08:00:00Z',
          s3: {
            bucket: { name: 'other-bucket' },
            object: { key: 'landing/branch-stats/x.csv', size: 1, versionId: 'x' },
          },
        },
      ],
    }),
    '{"Records":[]}',
  ]);
