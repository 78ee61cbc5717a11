import type { Database } from '../../core/database/index.ts';
import { runOf } from '../../core/landing/record-object.ts';
import type { Run } from '../../core/reports/run.ts';
import type { RunReports } from '../../core/reports/run-reports.ts';
import { type Examining, examine, idTaken, type RunRequest, toNewRequest } from '../../core/requests/index.ts';
import { type AcceptedRequest, type KnownRequest, knownRequest, recordRequest } from '../../core/run-store/index.ts';
import { found } from '../http/found.ts';
import { Problem } from '../problems/problem.ts';
import type { Watchdog } from './run-acts.ts';

/** Asks for runs of files that have landed. */
export interface RunRequests {
  /**
   * @returns the run, and whether it was recorded by this call
   * @throws {Problem} conflict when the id stands for another request, unprocessable when the request cannot be done
   */
  ask(request: RunRequest): Promise<{ readonly run: Run; readonly isNew: boolean }>;
}

export interface RequestParts extends Omit<Examining, 'objects'> {
  readonly database: Database;
  readonly landed: Examining['objects'];
  readonly runs: RunReports;
  readonly watchdog: Watchdog;
  readonly watchdogDelaySeconds: number;
}

export class DatabaseRunRequests implements RunRequests {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /**
   * The run is recorded together with its request. Should this process die right behind that, the file's own notification,
   * or the sweep, finds the run without a marker and gives it its watchdog: so no marker is written here.
   */
  async ask(request: RunRequest): Promise<{ readonly run: Run; readonly isNew: boolean }> {
    const { runs, watchdog, watchdogDelaySeconds } = this.#parts;
    const { runId, state, recorded, due } = await this.#accept(request);
    const isOpen = state === 'PENDING' || state === 'IN_PROGRESS';
    if (recorded && isOpen) {
      await watchdog.watch(runId, watchdogDelaySeconds);
    }
    if (state === 'PENDING' || due) {
      // Wakes a worker, or has the reply sent.
      await watchdog.nudge(runId);
    }
    return { run: found(await runs.run(runId), `There is no run ${runId}.`), isNew: recorded };
  }

  async #accept(request: RunRequest): Promise<AcceptedRequest> {
    const asked = toNewRequest(request, 'api');
    const known = (await knownRequest(this.#parts.database, asked)) ?? (await this.#record(request, asked));
    switch (known.outcome) {
      case 'accepted':
        return known;
      case 'taken':
        throw new Problem('conflict', idTaken(asked.requestId).message);
      case 'refused':
        throw new Problem('unprocessable', known.error.message);
    }
  }

  /** What is refused is not recorded: the answer tells so at once, and the id can be used when the cause is gone. */
  async #record(request: RunRequest, asked: ReturnType<typeof toNewRequest>): Promise<KnownRequest> {
    const { database, landed, landingBucket, jobTypes } = this.#parts;
    const verdict = await examine(request, { objects: landed, landingBucket, jobTypes });
    return verdict.kind === 'refused'
      ? { outcome: 'refused', due: false, error: verdict.error }
      : recordRequest(database, asked, runOf(verdict.object, verdict.place));
  }
}
