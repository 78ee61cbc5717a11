import type { Database } from '../../core/database/index.ts';
import { runOf } from '../../core/landing/record-object.ts';
import type { By, Run } from '../../core/reports/run.ts';
import type { RunReports } from '../../core/reports/run-reports.ts';
import {
  type Examining,
  examine,
  idTaken,
  type NewRequest,
  type RunRequest,
  toNewRequest,
} from '../../core/requests/index.ts';
import { type AcceptedRequest, knownRequest, recordRequest, requestedRun } from '../../core/run-store/index.ts';
import type { NewRun, RunId } from '../../core/runs/index.ts';
import { found } from '../http/found.ts';
import { Problem } from '../problems/problem.ts';
import { COMMITTED_WITHIN_SECONDS, type Watchdog } from './run-acts.ts';

/** Asks for runs of files that have landed. */
export interface RunRequests {
  /**
   * @returns the run, and whether it was recorded by this call
   * @throws {Problem} conflict when the id stands for another request, unprocessable when the request cannot be done
   */
  ask(request: RunRequest, by: By): Promise<{ readonly run: Run; readonly isNew: boolean }>;
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
   * Side effects come in this order: the run's watchdog message; the run and its request, in one transaction; the message
   * that wakes a worker or has the reply sent. Should this process die behind any of them, the watchdog comes a little
   * later and finds what there is: no run, and is the last one; an open run, and wakes a worker; a closed one, and sends
   * the reply that is due. A run that has a watchdog already gets a second one, which ends when it finds the other.
   */
  async ask(request: RunRequest, by: By): Promise<{ readonly run: Run; readonly isNew: boolean }> {
    const { runs, watchdog, watchdogDelaySeconds } = this.#parts;
    const asked = toNewRequest(request, 'api');
    const meant = await this.#find(request, asked);
    await watchdog.watch(meant.runId, Math.max(watchdogDelaySeconds, COMMITTED_WITHIN_SECONDS));
    const { runId, state, recorded, due } = await this.#accept(asked, meant, by);
    if (recorded && runId !== meant.runId) {
      // A file of a batch: which run it belongs to is known only now. Until here its own notification stands by.
      await watchdog.watch(runId, watchdogDelaySeconds);
    }
    if (state === 'PENDING' || due) {
      await watchdog.nudge(runId);
    }
    return { run: found(await runs.run(runId), `There is no run ${runId}.`), isNew: recorded };
  }

  /**
   * The run that a request means: that of the request as it is known, or else of the landed version. What is refused is not
   * recorded: the answer tells so at once, and the id can be used when the cause is gone.
   */
  async #find(request: RunRequest, asked: NewRequest): Promise<Meant> {
    const { database, landed, landingBucket, jobTypes } = this.#parts;
    const runId = await requestedRun(database, asked);
    if (runId !== undefined) {
      return { runId };
    }
    const verdict = await examine(request, { objects: landed, landingBucket, jobTypes });
    if (verdict.kind === 'refused') {
      throw new Problem('unprocessable', verdict.error.message);
    }
    const run = await runOf(verdict.object, verdict.place, { objects: landed, jobTypes });
    return { runId: run.runId, run };
  }

  async #accept(asked: NewRequest, { run }: Meant, by: By): Promise<AcceptedRequest> {
    const { database, watchdog } = this.#parts;
    const known = await (run === undefined ? knownRequest(database, asked) : recordRequest(database, asked, run, by));
    switch (known?.outcome) {
      case 'accepted':
        return known;
      case 'refused':
        // It was refused when a message asked for it. Asking again makes the reply due again, and nothing else would send it.
        await watchdog.tellRefusal(asked);
        throw new Problem('unprocessable', known.error.message);
      default:
        throw new Problem('conflict', idTaken(asked.requestId).message);
    }
  }
}

/** The run that a request means; `run` when it is to be recorded, or attached to. */
interface Meant {
  readonly runId: RunId;
  readonly run?: NewRun;
}
