import { z } from 'zod';
import { type Database, json, jsonColumn, resultRow, uuid } from '../../core/database/index.ts';
import { type By, type Run, type RunDetail, runSchema } from '../../core/reports/run.ts';
import type { RunReports } from '../../core/reports/run-reports.ts';
import { Problem } from '../problems/problem.ts';
import { type Act, conflictDetail } from './conflict.ts';

/** What a person may do to a run, noted under their name. Each gives the run as it is afterwards. */
export interface RunActs {
  /** @throws {Problem} not-found, conflict */
  retry(runId: string, force: boolean, by: By): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  withdraw(runId: string, reason: string, by: By): Promise<Run>;
  /** @throws {Problem} not-found, conflict */
  restore(runId: string, reason: string, by: By): Promise<Run>;
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
  async retry(runId: string, force: boolean, by: By): Promise<Run> {
    const before = await this.#runs.run(runId);
    if (before !== undefined && isClosed(before)) {
      await this.#watchdog.watch(runId, COMMITTED_WITHIN_SECONDS);
    }
    const sql = 'select retry_run(:runId::uuid, :force, :by::jsonb) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), force, by: json(by) }, outcomeSchema);
    const run = await this.#settle({ act: 'retried', detail: { force }, by }, runId, answer?.result);
    await this.#watchdog.nudge(runId);
    return run;
  }

  async withdraw(runId: string, reason: string, by: By): Promise<Run> {
    const sql = 'select withdraw_run(:runId::uuid, :reason, :by::jsonb) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), reason, by: json(by) }, outcomeSchema);
    return this.#settle({ act: 'withdrawn', detail: { reason }, by }, runId, answer?.result);
  }

  async restore(runId: string, reason: string, by: By): Promise<Run> {
    const sql = 'select restore_run(:runId::uuid, :reason, :by::jsonb) as result';
    const [answer] = await this.#database.query(sql, { runId: uuid(runId), reason, by: json(by) }, outcomeSchema);
    return this.#settle({ act: 'restored', detail: { reason }, by }, runId, answer?.result);
  }

  async #settle(done: Done, runId: string, outcome: Outcome | undefined): Promise<Run> {
    if (outcome?.outcome === done.act) {
      const run = await this.#runs.run(runId);
      if (run !== undefined) {
        return run;
      }
    }
    const run = await this.#runs.detail(runId);
    if (run === undefined) {
      throw new Problem('not-found', `There is no run ${runId}.`);
    }
    if (wasJustDone(run, done)) {
      return runSchema.parse(run);
    }
    throw new Problem('conflict', conflictDetail(done.act, run, outcome?.countedBy ?? undefined));
  }
}

const isClosed = (run: Run): boolean => run.endedAt !== null;

interface Done {
  readonly act: Act;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly by: By;
}

/** Whether the refused act is the last thing that happened: then an answer was lost, and this is its repetition. */
function wasJustDone(run: RunDetail, { act, detail, by }: Done): boolean {
  const last = run.events.at(-1);
  const isSame = last?.event === act && JSON.stringify(last.detail) === JSON.stringify(detail);
  return isSame && last.by?.subject === by.subject;
}
