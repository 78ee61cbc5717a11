export {
  type AcceptedRequest,
  type KnownRequest,
  knownRequest,
  recordRequest,
  refuseRequest,
  requestedRun,
} from './requests.ts';
export {
  giveUpWaiting,
  nextAfterPause,
  noteLateness,
  noteWatchdog,
  only,
  type RecordedRun,
  readWatchedRun,
  recordRun,
} from './runs.ts';
export {
  type ReleasedRun,
  releaseWorker,
  reserveWorker,
  type SilentWorker,
  silentWorkers,
  workerOfGlueRun,
  workerPaid,
  workerStarted,
  workerWaits,
} from './workers.ts';
