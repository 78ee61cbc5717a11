export { batchLineage, identify, type RunIdentity, type SourceVersion } from './identity.ts';
export { type RunId, runIdSchema, type WorkerId, workerIdSchema } from './ids.ts';
export {
  type Batch,
  CLOSED_STATES,
  type NewRun,
  type NewSource,
  OPEN_STATES,
  type OpenRun,
  type RunError,
  type RunErrorCode,
  type RunState,
  runStateSchema,
  type WatchedRun,
  watchedRunSchema,
} from './run.ts';
