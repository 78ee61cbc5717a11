import { z } from 'zod';
import { type Database, jsonColumn, resultRow, uuid } from '../../core/database/index.ts';
import { type Run, type RunDetail, runSchema } from '../../core/reports/run.ts';
import type { RunReports } from '../../core/reports/run-reports.ts';
import { Problem } from '../problems/problem.ts';
import { type Act, conflictDetail } from './conflict.ts';

/** What a person may do to a run. Each gives the run as it is afterwards. */
export interface RunActs {
  /** @throws {Problem} not-found, conflict */
  retry(runId: string, force: boolean): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  withdraw(runId: string, reason: string): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  restore(runId: string, reason: string): Promise<Run>;
}

/** Sees to it that somebody looks after an open run. */
export interface Watchdog {
  /** Sends the message that goes with the run until it is closed; it comes after so many seconds. */
  watch(runId: string, delaySeconds: number): Promise<void>;
  /** Has the run looked at once, now. */
  nudge(runId: string): Promise<void>;
  /** Has the reply to a refused request, which has no run, sent now. */
  tellRefusal(request: { readonly requestId: string; readonly contents: string }): Promise<void>;
}

/**
 * A watchdog that is sent before its run is opened or recorded must not look sooner, or it would find nothing and be the
 * last: the Data API ends a statement after 45 s.
 */
export const COMMITTED_WITHIN_SECONDS = 60;

const outcomeSchema = resultRow(
  jsonColumn(z.object({ outcome: z.string(), countedBy: z.uuid().nullable().optional() })),
);
type Outcome = z.infer<typeof outcomeSchema>['result'];

export class DatabaseRunActs implements RunActs {
  readonly #database: Database;
  readonly #runs: RunReports;
  readonly #watchdog: Watchdog;

  constructor(database: Database, runs: RunReports, watchdog: Watchdog) {
    this.#database = database;
    this.#runs = runs;
    this.#watchdog = watchdog;
  }

  /**
   * An open run must never be without its watchdog, so that is sent before the run is opened. Should the retry then be
   * refused, the message finds a closed run and is the last one. A run that is open already has its own.
   */
  async retry(runId: string, force: boolean): Promise<Run> {
    const before = await this.#runs.run(runId);
    if (before !== undefined && isClosed(before)) {
      await this.#watchdog.watch(runId, COMMITTED_WITHIN_SECONDS);
    }
    const sql = 'select retry_run(:runId::uuid, :force) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), force }, outcomeSchema);
    const run = await this.#settle('retried', runId, { force }, answer?.result);
    await this.#watchdog.nudge(runId);
    return run;
  }

  async withdraw(runId: string, reason: string): Promise<Run> {
    const sql = 'select withdraw_run(:runId::uuid, :reason) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), reason }, outcomeSchema);
    return this.#settle('withdrawn', runId, { reason }, answer?.result);
  }

  async restore(runId: string, reason: string): Promise<Run> {
    const sql = 'select restore_run(:runId::uuid, :reason) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), reason }, outcomeSchema);
    return this.#settle('restored', runId, { reason }, answer?.result);
  }

  async #settle(act: Act, runId: string, detail: Record<string, unknown>, outcome: Outcome | undefined): Promise<Run> {
    if (outcome?.outcome === act) {
      const run = await this.#runs.run(runId);
      if (run !== undefined) {
        return run;
      }
    }
    const run = await this.#runs.detail(runId);
    if (run === undefined) {
      throw new Problem('not-found', `There is no run ${runId}.`);
    }
    if (wasJustDone(run, act, detail)) {
      return runSchema.parse(run);
    }
    throw new Problem('conflict', conflictDetail(act, run, outcome?.countedBy ?? undefined));
  }
}

const isClosed = (run: Run): boolean => run.endedAt !== null;

/** Whether the refused act is the last thing that happened: then an answer was lost, and this is its repetition. */
function wasJustDone(run: RunDetail, act: Act, detail: Record<string, unknown>): boolean {
  const last = run.events.at(-1);
  return last?.event === act && JSON.stringify(last.detail) === JSON.stringify(detail);
}
