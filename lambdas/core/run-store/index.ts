export { nextAfterPause, type RecordedRun, readWatchedRun, recordRun } from './runs.ts';
export {
  type ReleasedRun,
  releaseWorker,
  reserveWorker,
  type SilentWorker,
  silentWorkers,
  workerOfGlueRun,
  workerStarted,
  workerWaits,
} from './workers.ts';
