import { z } from 'zod';

/**
 * How far a sweep is: enough to go on in another invocation, and nothing of it grows with the bucket.
 *
 * `waiting` are versions that were listed but whose markers, in the order of markers, may still lie ahead.
 */
export const positionSchema = z.object({
  /** Where the listing of versions goes on; null: from the beginning. */
  versionsFrom: z.object({ key: z.string(), versionId: z.string() }).nullable(),
  /** All versions are listed; only `waiting` is left. */
  isListed: z.boolean(),
  /** The last marker that was looked at; null: none yet. */
  markersAfter: z.string().nullable(),
  waiting: z.array(
    z.object({ key: z.string(), versionId: z.string(), size: z.number().int().min(0), landedAt: z.string() }),
  ),
});
export type Position = z.output<typeof positionSchema>;

export const BEGINNING: Position = { versionsFrom: null, isListed: false, markersAfter: null, waiting: [] };
