const MEBIBYTE = 1024 * 1024;

/** S3's limit for an object that is made of parts: 5 TiB. */
export const LARGEST_FILE = 5 * 1024 ** 4;
/** S3 takes so many parts at most. */
export const MOST_PARTS = 10_000;
/** Small enough to be sent again without regret, large enough that a request's overhead does not show. S3 asks for 5 MiB. */
const SMALLEST_PART = 8 * MEBIBYTE;

/** How a file is cut into parts: all of one size but the last, which may be shorter. */
export interface PartPlan {
  /** Bytes. */
  readonly partSize: number;
  readonly partCount: number;
}

/**
 * The same file always gets the same plan, so nobody needs to remember it.
 * @param size bytes, at most LARGEST_FILE. An empty file has one empty part: S3 makes no object of no parts.
 */
export function planParts(size: number): PartPlan {
  const needed = Math.ceil(size / MOST_PARTS / MEBIBYTE) * MEBIBYTE;
  const partSize = Math.max(SMALLEST_PART, needed);
  return { partSize, partCount: Math.max(1, Math.ceil(size / partSize)) };
}

/** The length of a part in bytes. @param partNumber from 1 to the plan's `partCount` */
export function partLength(size: number, partNumber: number): number {
  const { partSize } = planParts(size);
  return Math.min(partSize, size - (partNumber - 1) * partSize);
}
