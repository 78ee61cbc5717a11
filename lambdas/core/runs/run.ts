import { z } from 'zod';
import type { RunIdentity, SourceVersion } from './identity.ts';
import { type RunId, runIdSchema, workerIdSchema } from './ids.ts';

export const OPEN_STATES = ['PENDING', 'IN_PROGRESS'] as const;
export const CLOSED_STATES = ['SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const;

export const runStateSchema = z.enum([...OPEN_STATES, ...CLOSED_STATES]);
export type RunState = z.output<typeof runStateSchema>;

/** Why something failed: a code for programs and a full sentence that a person can act on. */
export interface RunError {
  readonly code: RunErrorCode;
  readonly message: string;
}

export type RunErrorCode =
  | 'unknown-job-type'
  | 'unknown-suffix'
  | 'corrects-unknown-run'
  | 'unknown-file'
  | 'worker-died'
  | 'worker-timeout'
  | 'worker-not-started'
  | 'no-room';

/** A run as it is recorded first; `error` when its source is rejected before any worker sees it. */
export interface NewRun extends RunIdentity {
  readonly jobType: string;
  readonly sources: readonly NewSource[];
  /** The run of which it puts right some rows. One that cannot be corrected makes the new run a REJECTED one. */
  readonly corrects?: RunId;
  readonly error?: RunError;
  /** Where its one source may be one of several files that make a run. */
  readonly batch?: Batch;
}

/** What is known of a batch when one of its files lands. */
export interface Batch {
  /** Those of all its files, in the order of the declaration. */
  readonly roles: readonly string[];
  /** Days for which the first file waits for the others. */
  readonly waitDays: number;
  /** The versions of the file's key, as S3 orders them: which of them is the newest decides which versions make a run. */
  readonly newestFirst: readonly string[];
}

export interface NewSource extends SourceVersion {
  readonly size: number;
  /** RFC 3339. */
  readonly landedAt: string;
}

const watched = {
  runId: runIdSchema,
  jobType: z.string(),
  /** When this was read, by the database's clock. */
  seenAt: z.string(),
  /** Another watchdog of the run is on its way. */
  isWatched: z.boolean(),
};

const open = {
  /** Since it was recorded; a person may have retried it since. */
  openSeconds: z.number().int(),
  /** Of its sources, as they are stored. */
  bytes: z.coerce.number().int().min(0),
};

/** A run as its watchdog sees it: what can happen next depends on its state alone. */
export const watchedRunSchema = z.discriminatedUnion('state', [
  z.object({
    ...watched,
    ...open,
    state: z.literal('PENDING'),
    waitingFor: z.enum(['files', 'capacity', 'budget']).nullable(),
    /** Until its backoff is over; 0 when it may be claimed now. */
    readyInSeconds: z.number().int().min(0),
    /** Until 00:00 UTC, when there is budget again. */
    dayEndsInSeconds: z.number().int().min(0),
    /** For which it may still wait for files; 0 when it waits for none, or long enough. */
    restSeconds: z.number().int().min(0),
  }),
  z.object({ ...watched, ...open, state: z.literal('IN_PROGRESS'), workerId: workerIdSchema }),
  z.object({ ...watched, state: z.enum(CLOSED_STATES) }),
]);
export type WatchedRun = z.output<typeof watchedRunSchema>;
export type OpenRun = Extract<WatchedRun, { state: 'PENDING' | 'IN_PROGRESS' }>;
