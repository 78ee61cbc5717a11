import type { Run } from '../../core/reports/run.ts';

/** What a person may do to a run. Each gives the run as it is afterwards. */
export interface RunActs {
  /** @throws {Problem} not-found, conflict */
  retry(runId: string, force: boolean): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  withdraw(runId: string, reason: string): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  restore(runId: string, reason: string): Promise<Run>;
}
