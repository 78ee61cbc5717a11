import { z } from 'zod';
import { decodeKey, encodeKey } from './key-encoding.ts';

/** An object that a notification tells of. Version and size may be missing; then the object itself has to be asked. */
export interface LandedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly size: number | undefined;
  /** RFC 3339. */
  readonly landedAt: string;
}

/** What a message holds: objects, or nothing of interest. `foreign` counts records of events that are not ours. */
export type Notification =
  | { readonly kind: 'objects'; readonly objects: readonly LandedObject[]; readonly foreign: number }
  | { readonly kind: 'test-event' };

/** Event name of the notifications that the sweep makes for forgotten objects. */
export const SWEEP_EVENT = 'Sweep';

const testEventSchema = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') });
const recordsSchema = z.object({ Records: z.array(z.looseObject({ eventName: z.string() })) });

const createdSchema = z.object({
  eventTime: z.iso.datetime({ offset: true }),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      versionId: z.string().optional(),
      size: z.number().int().min(0).optional(),
    }),
  }),
});

const isCreation = (eventName: string): boolean => /^(s3:)?ObjectCreated:/.test(eventName) || eventName === SWEEP_EVENT;

/**
 * Parses the body of a message of the ingest queue.
 * @throws Error when it is no S3 notification, or a record of a created object lacks what makes it one.
 */
export function parseNotification(body: string): Notification {
  const content: unknown = JSON.parse(body);
  if (testEventSchema.safeParse(content).success) {
    return { kind: 'test-event' };
  }
  const { Records: records } = recordsSchema.parse(content);
  const created = records.filter((record) => isCreation(record.eventName));
  return { kind: 'objects', objects: created.map(toLandedObject), foreign: records.length - created.length };
}

function toLandedObject(record: unknown): LandedObject {
  const { eventTime, s3 } = createdSchema.parse(record);
  return {
    bucket: s3.bucket.name,
    key: decodeKey(s3.object.key),
    versionId: s3.object.versionId === '' ? undefined : s3.object.versionId,
    size: s3.object.size,
    landedAt: eventTime,
  };
}

/** A notification as S3 would write it, for an object whose own notification was lost. */
export const sweepNotification = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly landedAt: string;
}): unknown => ({
  Records: [
    {
      eventName: SWEEP_EVENT,
      eventSource: 'aws:s3',
      eventTime: object.landedAt,
      s3: {
        bucket: { name: object.bucket },
        object: { key: encodeKey(object.key), versionId: object.versionId, size: object.size },
      },
    },
  ],
});
