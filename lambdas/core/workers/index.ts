export { type WorkerStarting, wakeWorkers } from './wake-workers.ts';
export { type JobRun, NoRoomForWorkerError, type WorkerJobs } from './worker-jobs.ts';
