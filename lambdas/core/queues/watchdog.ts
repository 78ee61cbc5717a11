import { z } from 'zod';
import { type RunId, runIdSchema } from '../runs/index.ts';

/**
 * A message that comes back to look after an open run. Each open run has one that renews itself until the run is closed
 * (`renew`, the default); one that is sent besides it, to come sooner, does not renew itself, so they never multiply.
 */
export const watchdogMessageSchema = z.object({ runId: runIdSchema, renew: z.boolean().default(true) });
export type WatchdogMessage = z.output<typeof watchdogMessageSchema>;

/** The message that goes with a run until it is closed. */
export const watchdogFor = (runId: RunId): unknown => ({ runId });

/** A single look at a run, beside its own watchdog. */
export const nudgeFor = (runId: RunId): unknown => ({ runId, renew: false });

/** SQS's longest delay. */
export const LONGEST_DELAY_SECONDS = 900;
