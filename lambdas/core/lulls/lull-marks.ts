import { z } from 'zod';
import type { ObjectStore } from '../objects/object-store.ts';

export const lullIdSchema = z.uuid().brand<'LullId'>();
/** A time in which nothing that readers see can change. Its id is never used for another. */
export type LullId = z.output<typeof lullIdSchema>;

/** Where readings are kept, in the results bucket; S3 forgets them after a day or two. */
export const READINGS_PREFIX = 'readings/';
/** Where it is marked that a lull has ended; kept for much longer than anything that names the lull. */
export const ENDED_PREFIX = 'lulls-ended/';
/** Names the newest lull. Below the readings, so that it is forgotten before the mark of its end could be. */
const NEWEST_KEY = `${READINGS_PREFIX}newest-lull`;

type Objects = Pick<ObjectStore, 'describe' | 'read' | 'write'>;

/**
 * What is known of lulls outside of the database, so that nobody needs to wake it. A lull that the newest mark names lasts
 * as long as no mark says that it has ended: S3 shows each write to every read that begins after it.
 */
export class LullMarks {
  readonly #objects: Objects;
  readonly #bucket: string;

  constructor(objects: Objects, bucket: string) {
    this.#objects = objects;
    this.#bucket = bucket;
  }

  /** The lull that began last, whether it lasts or not; undefined when none is known. */
  async newest(): Promise<LullId | undefined> {
    return lullIdSchema.safeParse(await this.#objects.read(this.#bucket, NEWEST_KEY)).data;
  }

  /** When a lull ended, as milliseconds since 1970; undefined while it lasts. */
  async endOf(lull: LullId): Promise<number | undefined> {
    const mark = await this.#objects.describe(this.#bucket, `${ENDED_PREFIX}${lull}`);
    return mark && Date.parse(mark.landedAt);
  }

  /** Late or twice is harmless: a lull that has ended stays so. */
  begun(lull: LullId): Promise<void> {
    return this.#objects.write(this.#bucket, NEWEST_KEY, lull);
  }

  ended(lull: LullId): Promise<void> {
    return this.#objects.write(this.#bucket, `${ENDED_PREFIX}${lull}`, '');
  }

  /** What was read in a lull under a name. */
  reading(lull: LullId, name: string): Promise<string | undefined> {
    return this.#objects.read(this.#bucket, `${READINGS_PREFIX}${lull}/${name}`);
  }

  keep(lull: LullId, name: string, text: string): Promise<void> {
    return this.#objects.write(this.#bucket, `${READINGS_PREFIX}${lull}/${name}`, text);
  }
}
