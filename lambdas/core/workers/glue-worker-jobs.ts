import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  type GlueClient,
  type JobRun as GlueJobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import type { GlueJobs } from '../environment/shapes.ts';
import { type WorkerId, workerIdSchema } from '../runs/index.ts';
import { logLocation } from './log-location.ts';
import { type JobRun, NoRoomForWorkerError, type WorkerJobs } from './worker-jobs.ts';

const WORKER_ID_ARGUMENT = '--worker_id';

const NO_ROOM = new Set([
  'ConcurrentRunsExceededException',
  'ResourceNumberLimitExceededException',
  'ThrottlingException',
  'OperationTimeoutException',
]);

const PHASES: Readonly<Record<string, JobRun['phase']>> = {
  WAITING: 'waiting',
  STARTING: 'waiting',
  RUNNING: 'running',
  STOPPING: 'running',
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Workers that are runs of AWS Glue jobs. */
export class GlueWorkerJobs implements WorkerJobs {
  readonly #client: GlueClient;
  readonly #logGroupPrefixes: ReadonlyMap<string, string>;

  constructor(client: GlueClient, glueJobs: GlueJobs) {
    this.#client = client;
    this.#logGroupPrefixes = new Map(Object.values(glueJobs).map((job) => [job.jobName, job.logGroupPrefix]));
  }

  async start(jobName: string, workerId: WorkerId): Promise<string> {
    const command = new StartJobRunCommand({ JobName: jobName, Arguments: { [WORKER_ID_ARGUMENT]: workerId } });
    try {
      const { JobRunId } = await this.#client.send(command);
      return JobRunId ?? fail(`Glue started ${jobName} without telling the job run's id.`);
    } catch (error) {
      throw NO_ROOM.has(nameOf(error)) ? new NoRoomForWorkerError(`Glue: ${nameOf(error)}`, { cause: error }) : error;
    }
  }

  async read(jobName: string, jobRunId: string): Promise<JobRun | undefined> {
    try {
      const { JobRun } = await this.#client.send(new GetJobRunCommand({ JobName: jobName, RunId: jobRunId }));
      return JobRun && toJobRun(JobRun, jobRunId, this.#logGroupPrefixes.get(jobName));
    } catch (error) {
      if (nameOf(error) === 'EntityNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }

  /** Glue reports a job run that cannot be stopped inside its answer, not as an error. */
  async stop(jobName: string, jobRunId: string): Promise<void> {
    await this.#client.send(new BatchStopJobRunCommand({ JobName: jobName, JobRunIds: [jobRunId] }));
  }
}

function toJobRun(jobRun: GlueJobRun, jobRunId: string, logGroupPrefix: string | undefined): JobRun {
  const glueState = jobRun.JobRunState ?? 'UNKNOWN';
  return {
    phase: PHASES[glueState] ?? 'ended',
    glueState,
    errorMessage: jobRun.ErrorMessage === '' ? undefined : jobRun.ErrorMessage,
    logLocation: logLocation(jobRunId, jobRun.LogGroupName, logGroupPrefix),
    paidSeconds: jobRun.ExecutionTime,
    workerId: workerIdSchema.safeParse(jobRun.Arguments?.[WORKER_ID_ARGUMENT]).data,
  };
}

function fail(message: string): never {
  throw new Error(message);
}
