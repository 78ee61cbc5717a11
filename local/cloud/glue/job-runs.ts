import { findErrorLine } from './error-line.ts';
import { GlueError } from './errors.ts';
import type { JobDefinition } from './job-definition.ts';
import { hasEnded, type JobRun, type JobRunState, newRunId } from './job-run.ts';
import type { SparkProcess } from './spark-process.ts';

export interface JobRunsOptions {
  /** Runs of one job at once; more of them wait. A worker may linger for hours, and those of other jobs do not wait for it. */
  readonly concurrency: number;
  readonly minuteMilliseconds: number;
  readonly logFileOf: (run: JobRun) => string;
  /** Starts the run's script. May throw; then the run has failed. */
  readonly launch: (run: JobRun) => Promise<SparkProcess>;
  readonly announce: (run: JobRun) => Promise<void>;
}

/** All runs since the start, and the queue of those that wait. */
export class JobRuns {
  private readonly runs = new Map<string, JobRun>();
  private readonly processes = new Map<string, SparkProcess>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly options: JobRunsOptions;
  private closed = false;

  constructor(options: JobRunsOptions) {
    this.options = options;
  }

  /** Takes a run in. Throws ConcurrentRunsExceededException. */
  start(
    job: JobDefinition,
    given: Readonly<Record<string, string>>,
    { timeoutMinutes, queuing }: { timeoutMinutes: number; queuing: boolean },
  ): JobRun {
    if (!queuing && this.open(job.Name).length >= job.ExecutionProperty.MaxConcurrentRuns) {
      const message = `Concurrent runs exceeded for ${job.Name}`;
      throw new GlueError('ConcurrentRunsExceededException', message);
    }
    const now = Date.now();
    const run: JobRun = {
      id: newRunId(),
      job,
      givenArguments: given,
      timeoutMinutes,
      startedOn: now,
      lastModifiedOn: now,
      state: 'WAITING',
    };
    this.runs.set(run.id, run);
    this.startWaiting();
    return run;
  }

  /** Throws EntityNotFoundException. */
  find(jobName: string, id: string): JobRun {
    const run = this.runs.get(id);
    if (run?.job.Name === jobName) return run;
    throw new GlueError('EntityNotFoundException', `Job run ${id} of job ${jobName} is not found`);
  }

  /** Newest first. */
  list(jobName: string): JobRun[] {
    return [...this.runs.values()].filter(({ job }) => job.Name === jobName).reverse();
  }

  /** Throws EntityNotFoundException, or InvalidInputException when the run has ended already. */
  stop(jobName: string, id: string): void {
    const run = this.find(jobName, id);
    if (hasEnded(run) || run.state === 'STOPPING') {
      throw new GlueError('InvalidInputException', `Job run ${id} is ${run.state} and cannot be stopped`);
    }
    if (run.state === 'WAITING') {
      this.end(run, 'STOPPED');
      return;
    }
    change(run, 'STOPPING');
    this.processes.get(id)?.stop();
  }

  /** Ends every run, without a word to anyone. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.processes.values()].map((process) => process.stop()));
    await Promise.all(this.underWay);
  }

  private open(jobName: string): JobRun[] {
    return this.list(jobName).filter((run) => !hasEnded(run));
  }

  private startWaiting(): void {
    for (const run of this.runs.values()) {
      if (this.closed) return;
      const most = Math.min(this.options.concurrency, run.job.ExecutionProperty.MaxConcurrentRuns);
      if (run.state === 'WAITING' && this.executing(run.job.Name).length < most) this.follow(this.execute(run));
    }
  }

  private executing(jobName: string): JobRun[] {
    return this.open(jobName).filter((run) => run.state !== 'WAITING');
  }

  private async execute(run: JobRun): Promise<void> {
    change(run, 'STARTING');
    run.executionStartedOn = Date.now();
    try {
      const process = await this.options.launch(run);
      this.processes.set(run.id, process);
      // It may have been told to stop while its files were being fetched.
      if (run.state === 'STARTING' && !this.closed) change(run, 'RUNNING');
      else process.stop();
      await this.untilEnd(run, process);
    } catch (error) {
      run.errorMessage = error instanceof Error ? error.message : String(error);
      this.end(run, 'FAILED');
    } finally {
      this.processes.delete(run.id);
      this.startWaiting();
    }
  }

  private async untilEnd(run: JobRun, process: SparkProcess): Promise<void> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      process.stop();
    }, run.timeoutMinutes * this.options.minuteMilliseconds);
    const { code, signal } = await process.ended.finally(() => clearTimeout(timer));
    if (run.state === 'STOPPING') return this.end(run, 'STOPPED');
    if (timedOut) {
      run.errorMessage = `Job run timed out after ${run.timeoutMinutes} minutes`;
      return this.end(run, 'TIMEOUT');
    }
    if (code === 0) return this.end(run, 'SUCCEEDED');
    const line = await findErrorLine(this.options.logFileOf(run));
    const how = signal === null ? `Command failed with exit code ${code}` : `The process was killed (${signal})`;
    run.errorMessage = line === undefined ? how : signal === null ? line : `${how}: ${line}`;
    this.end(run, 'FAILED');
  }

  private end(run: JobRun, state: JobRunState): void {
    change(run, state);
    run.completedOn = run.lastModifiedOn;
    if (!this.closed) this.follow(this.options.announce(run));
  }

  private follow(work: Promise<void>): void {
    this.underWay.add(work);
    work.finally(() => this.underWay.delete(work));
  }
}

function change(run: JobRun, state: JobRunState): void {
  run.state = state;
  run.lastModifiedOn = Date.now();
}
