import type { WorkerId } from '../../../lambdas/core/runs/index.ts';
import type { JobRun, WorkerJobs } from '../../../lambdas/core/workers/index.ts';

/** A Glue that starts nothing; a test says how its job runs stand. */
export class FakeWorkerJobs implements WorkerJobs {
  readonly started: { readonly jobName: string; readonly workerId: WorkerId; readonly jobRunId: string }[] = [];
  readonly stopped: string[] = [];
  readonly states = new Map<string, JobRun>();
  /** Called before each start; a test throws here to refuse it. */
  beforeStart: () => void = () => undefined;
  #runs = 0;

  async start(jobName: string, workerId: WorkerId): Promise<string> {
    this.beforeStart();
    this.#runs += 1;
    const jobRunId = `jr_${this.#runs}`;
    this.started.push({ jobName, workerId, jobRunId });
    this.stands(jobRunId, { phase: 'running', glueState: 'RUNNING', workerId });
    return jobRunId;
  }

  async read(_jobName: string, jobRunId: string): Promise<JobRun | undefined> {
    return this.states.get(jobRunId);
  }

  async stop(_jobName: string, jobRunId: string): Promise<void> {
    this.stopped.push(jobRunId);
  }

  stands(jobRunId: string, state: Partial<JobRun> & Pick<JobRun, 'phase' | 'glueState'>): void {
    const known = this.states.get(jobRunId);
    this.states.set(jobRunId, {
      errorMessage: undefined,
      logLocation: undefined,
      paidSeconds: undefined,
      workerId: known?.workerId,
      ...state,
    });
  }
}
