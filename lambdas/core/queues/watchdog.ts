import { z } from 'zod';
import { type RunId, runIdSchema } from '../runs/index.ts';

/**
 * A message that comes back to look after an open run. Each open run has one that renews itself until the run is closed
 * (`renew`, the default); one that is sent besides it, to come sooner, does not renew itself, so they never multiply.
 */
export const watchdogMessageSchema = z.object({
  runId: runIdSchema,
  renew: z.boolean().default(true),
  /** For so long nothing can happen to the run that this message would have to look after. */
  restSeconds: z.number().int().min(0).default(0),
});
export type WatchdogMessage = z.output<typeof watchdogMessageSchema>;

/** A refused request has no run; this message sees to it that its reply goes out. */
export const refusalMessageSchema = z.object({ requestId: z.string().min(1), contents: z.string().min(1) });

/** The message that goes with a run until it is closed. */
export const watchdogFor = (runId: RunId): unknown => ({ runId });

export interface DelayedMessage {
  readonly message: unknown;
  readonly delaySeconds: number;
}

/**
 * The message that goes with a run that waits for files, and when to send it. It takes several deliveries to rest for days,
 * and none of them wakes the database. It does not renew itself: when its files land, the run gets a watchdog of its own.
 */
export function restingWatchdogFor(runId: RunId, restSeconds: number): DelayedMessage {
  const delaySeconds = Math.min(restSeconds, LONGEST_DELAY_SECONDS);
  return { message: { runId, renew: false, restSeconds: restSeconds - delaySeconds }, delaySeconds };
}

/** A single look at a run, beside its own watchdog. */
export const nudgeFor = (runId: RunId): unknown => ({ runId, renew: false });

/** Has the reply to a refused request sent. */
export const refusalFor = ({ requestId, contents }: z.output<typeof refusalMessageSchema>): unknown => ({
  requestId,
  contents,
});

/** SQS's longest delay. */
export const LONGEST_DELAY_SECONDS = 900;
