import { z } from 'zod';

export const runIdSchema = z.guid().toLowerCase().brand<'RunId'>();
/** Names a run: a UUID (version 8) made from the run's identity, so that a repeated announcement names the same run. */
export type RunId = z.output<typeof runIdSchema>;

export const workerIdSchema = z.guid().toLowerCase().brand<'WorkerId'>();
/** Names a worker: a random UUID, made and stored before the worker is started. */
export type WorkerId = z.output<typeof workerIdSchema>;
