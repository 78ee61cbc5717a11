import { z } from 'zod';
import { rounded } from '../engine/statistics.ts';

export const interactionsSchema = z.object({
  /** All of them, the quick ones included. */
  count: z.int(),
  /** Those of 16 ms and more. */
  slow: z.array(z.object({ ms: z.number(), event: z.string() })),
});
export type Interactions = z.infer<typeof interactionsSchema>;

/** Frames by their times, in milliseconds. */
export const framesSchema = z.array(z.number()).min(2);

/**
 * Interaction to next paint as web.dev defines it: the slowest interaction, leaving out one for every fifty. Undefined when
 * there was none; 16 when all were quicker than that, since the browser does not tell by how much.
 */
export function interactionToNextPaint({ count, slow }: Interactions): number | undefined {
  if (count === 0) return undefined;
  const slowest = slow.map(({ ms }) => ms).toSorted((a, b) => b - a);
  return slowest[Math.floor(count / 50)] ?? 16;
}

/** Frames a second over all the time, and the longest time without one. */
export function frameRate(frames: readonly number[]): { readonly fps: number; readonly longestFrameMs: number } {
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined || last <= first) throw new RangeError('Two frames make a rate.');
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  return {
    fps: Math.round((gaps.length / (last - first)) * 10_000) / 10,
    longestFrameMs: rounded(Math.max(...gaps)),
  };
}
