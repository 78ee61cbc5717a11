import type { WorkerId } from '../runs/index.ts';

/** How a worker's job run stands. `waiting`: it has not begun to run yet. */
export interface JobRun {
  readonly phase: 'waiting' | 'running' | 'ended';
  /** Glue's own word, such as SUCCEEDED or TIMEOUT. */
  readonly glueState: string;
  /** The last line of the error, when the platform gives one. */
  readonly errorMessage: string | undefined;
  readonly logLocation: string | undefined;
  /** For how long it is paid so far; undefined when the platform does not tell. */
  readonly paidSeconds: number | undefined;
  /** From the argument that the worker was started with. */
  readonly workerId: WorkerId | undefined;
}

/** The platform has no room for another worker now; nothing is wrong. */
export class NoRoomForWorkerError extends Error {
  override readonly name = 'NoRoomForWorkerError';
}

/** The platform that runs Spark workers. */
export interface WorkerJobs {
  /** @returns the job run's id. @throws NoRoomForWorkerError when too many are running or starting. */
  start(jobName: string, workerId: WorkerId): Promise<string>;
  /** @returns undefined when the platform does not know the job run. */
  read(jobName: string, jobRunId: string): Promise<JobRun | undefined>;
  /** Asks for the end of a job run; one that has ended already is no error. */
  stop(jobName: string, jobRunId: string): Promise<void>;
}
