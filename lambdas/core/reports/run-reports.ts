import type { Run, RunDetail, RunPage, RunState } from './run.ts';

export interface RunQuery {
  /** None: runs in any state. */
  readonly states: readonly RunState[];
  readonly jobType?: string | undefined;
  /** A substring of a source key, the run id or the request id; upper and lower case alike. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads run records. */
export interface RunReports {
  /** The newest first. @throws {CursorError} */
  list(query: RunQuery): Promise<RunPage>;
  /** Undefined when there is no such run. */
  detail(runId: string): Promise<RunDetail | undefined>;
  /** Undefined when there is no such run. */
  run(runId: string): Promise<Run | undefined>;
}
