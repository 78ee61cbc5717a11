import { z } from 'zod';
import { parseJson, reasonOf, usable } from '../dead-letters/index.ts';
import { encodeKey } from './key-encoding.ts';
import { keySchema, versionIdSchema } from './object-names.ts';

/** An object that a notification tells of. Version and size may be missing; then the object itself has to be asked. */
export interface LandedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly size: number | undefined;
  /** RFC 3339. */
  readonly landedAt: string;
  /** S3's marks of the event, by which a log can be followed back to it; a notification of the sweep has none. */
  readonly sequencer?: string | undefined;
  readonly s3RequestId?: string | undefined;
}

/** What a message holds: objects, or nothing of interest. */
export type Notification =
  | {
      readonly kind: 'objects';
      readonly objects: readonly LandedObject[];
      /** Records of events that are not ours. */
      readonly foreign: number;
      /** What is wrong with the first record of a created object that is none; the others can be taken all the same. */
      readonly unusable: string | undefined;
    }
  | { readonly kind: 'test-event' };

/** Event name of the notifications that the sweep makes for forgotten objects. */
export const SWEEP_EVENT = 'Sweep';

/** S3 sends one record a message. So many more would take a function longer than it has, and the batch with it. */
const MOST_RECORDS = 1_000;

const testEventSchema = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') });
const recordsSchema = z.object({ Records: z.array(z.unknown()).max(MOST_RECORDS) });
const eventSchema = z.looseObject({ eventName: z.string() });

/** PostgreSQL and JavaScript both know the years up to this one; S3 began in 2006. */
const landedAt = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getUTCFullYear() >= 2000 && time.getUTCFullYear() <= 9999, 'must be a time of our days')
  .transform((time) => time.toISOString());

/** Only for the log: nothing depends on it, so one that S3 would not write is as good as none. */
const mark = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}$/)
  .optional()
  .catch(undefined);

const createdSchema = z.object({
  eventTime: landedAt,
  responseElements: z.object({ 'x-amz-request-id': mark }).optional().catch(undefined),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      versionId: versionIdSchema.or(z.literal('')).optional(),
      size: z.number().int().min(0).optional(),
      sequencer: mark,
    }),
  }),
});

const isCreation = (eventName: string): boolean => /^(s3:)?ObjectCreated:/.test(eventName) || eventName === SWEEP_EVENT;

/**
 * Parses the body of a message of the ingest queue.
 * @throws UnusableMessageError when it is no S3 notification
 */
export function parseNotification(body: string): Notification {
  const content = parseJson(body);
  if (testEventSchema.safeParse(content).success) {
    return { kind: 'test-event' };
  }
  const records = usable(recordsSchema, content, 'The message is no notification of S3').Records;
  const objects: LandedObject[] = [];
  let foreign = 0;
  let unusable: string | undefined;
  for (const [place, record] of records.entries()) {
    try {
      const landed = toLandedObject(record, `Record ${place + 1} of ${records.length} is none that S3 writes`);
      if (landed === undefined) {
        foreign += 1;
      } else {
        objects.push(landed);
      }
    } catch (error) {
      unusable ??= reasonOf(error);
    }
  }
  return { kind: 'objects', objects, foreign, unusable };
}

/** @returns undefined for an event that is not ours */
function toLandedObject(record: unknown, complaint: string): LandedObject | undefined {
  if (!isCreation(usable(eventSchema, record, complaint).eventName)) {
    return undefined;
  }
  const { eventTime, s3, responseElements } = usable(createdSchema, record, complaint);
  return {
    bucket: s3.bucket.name,
    key: usable(keySchema, s3.object.key, `${complaint}: its key`),
    versionId: s3.object.versionId === '' ? undefined : s3.object.versionId,
    size: s3.object.size,
    landedAt: eventTime,
    sequencer: s3.object.sequencer,
    s3RequestId: responseElements?.['x-amz-request-id'],
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
