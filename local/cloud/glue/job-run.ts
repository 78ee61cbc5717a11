import { randomBytes } from 'node:crypto';
import type { JobDefinition } from './job-definition.ts';

export type JobRunState =
  | 'WAITING'
  | 'STARTING'
  | 'RUNNING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMEOUT';

/** One run of a job, from StartJobRun on. Times are milliseconds since 1970. */
export interface JobRun {
  readonly id: string;
  readonly job: JobDefinition;
  /** Given with StartJobRun. */
  readonly givenArguments: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  readonly startedOn: number;
  state: JobRunState;
  lastModifiedOn: number;
  /** When it left the queue. */
  executionStartedOn?: number;
  completedOn?: number;
  errorMessage?: string;
}

const ended: ReadonlySet<JobRunState> = new Set(['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT']);

export function hasEnded(run: JobRun): boolean {
  return ended.has(run.state);
}

export function newRunId(): string {
  return `jr_${randomBytes(32).toString('hex')}`;
}

/** What the script gets, as on AWS: the job's defaults, what this run was given, and Glue's own. */
export function scriptArguments({ id, job, givenArguments }: JobRun): Record<string, string> {
  return {
    '--job-bookmark-option': 'job-bookmark-disable',
    ...job.DefaultArguments,
    ...givenArguments,
    ...job.NonOverridableArguments,
    '--JOB_NAME': job.Name,
    '--JOB_ID': `j_${id.slice(3)}`,
    '--JOB_RUN_ID': id,
  };
}

const dpusOfWorker: Readonly<Record<string, number>> = { 'G.025X': 0.25, 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 };

/** The run as GetJobRun shows it; times in seconds. */
export function describeRun(run: JobRun, logGroupName: string): Record<string, unknown> {
  const { job } = run;
  const until = run.completedOn ?? Date.now();
  const executionTime = run.executionStartedOn === undefined ? 0 : Math.round((until - run.executionStartedOn) / 1_000);
  const dpus = (dpusOfWorker[job.WorkerType] ?? 1) * job.NumberOfWorkers;
  return {
    Id: run.id,
    Attempt: 0,
    JobName: job.Name,
    StartedOn: run.startedOn / 1_000,
    LastModifiedOn: run.lastModifiedOn / 1_000,
    ...(run.completedOn === undefined ? {} : { CompletedOn: run.completedOn / 1_000 }),
    JobRunState: run.state,
    Arguments: run.givenArguments,
    ...(run.errorMessage === undefined ? {} : { ErrorMessage: run.errorMessage }),
    PredecessorRuns: [],
    AllocatedCapacity: Math.ceil(dpus),
    ExecutionTime: executionTime,
    Timeout: run.timeoutMinutes,
    MaxCapacity: dpus,
    WorkerType: job.WorkerType,
    NumberOfWorkers: job.NumberOfWorkers,
    LogGroupName: logGroupName,
    GlueVersion: job.GlueVersion,
    DPUSeconds: dpus * executionTime,
  };
}
