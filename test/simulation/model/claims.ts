import type { ModelRun } from './model-run.ts';
import { type ModelWorker, Workers } from './workers.ts';

/** A run has so many attempts before it is FAILED; a person who retries it gives it as many again. */
export const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 10_000;
/** Ends of a worker that had claimed nothing yet and which cost the next run an attempt all the same. */
const COSTLY = ['worker-died', 'worker-timeout'];

/**
 * Who may do which run, by the rules of the pages: the oldest first, its pause over, by one living worker at a time; and
 * when a worker is started for it, or may go on, by the limits of workers and of the day's budget.
 */
export class Claims {
  readonly workers: Workers;
  readonly #runs: ReadonlyMap<string, ModelRun>;
  readonly #now: () => number;

  constructor(runs: ReadonlyMap<string, ModelRun>, now: () => number) {
    this.#runs = runs;
    this.#now = now;
    this.workers = new Workers(now);
  }

  /** Whether a worker is to be started, and what else keeps it from that. */
  reserve(workerId: string, jobType: string, dpus: number, most: number): 'start' | 'unneeded' | 'budget' | 'capacity' {
    if (this.workers.get(workerId)?.state === 'STARTING') return 'start';
    const alive = this.workers.alive(jobType);
    const busy = this.#all(jobType).filter((run) => run.holder !== undefined).length;
    const ready = this.#ready(jobType).length;
    if (ready === 0 || ready <= alive - busy) return 'unneeded';
    if (this.workers.isBudgetSpent) return 'budget';
    if (alive >= most) return 'capacity';
    this.workers.add(workerId, jobType, dpus);
    return 'start';
  }

  /** What a worker that claims is given: a run, nothing to do, or the word that it must stop. */
  claim(workerId: string, doesCorrections: boolean): ModelRun | 'nothing' | 'stop' {
    const worker = this.workers.get(workerId);
    if (worker === undefined || worker.state === 'GONE') return 'stop';
    worker.state = 'AWAKE';
    const held = this.#held(workerId)[0];
    if (held !== undefined) return held;
    const run = this.#isSpentFor(worker) ? undefined : this.#next(worker.jobType);
    if (run === undefined) return 'nothing';
    if (run.corrects !== undefined && !doesCorrections) {
      this.workers.end(worker);
      return 'stop';
    }
    worker.claims += 1;
    run.holder = workerId;
    run.attempt += 1;
    return run;
  }

  /** An idle worker may leave; one that has something to do may not, unless the budget is spent. */
  retire(workerId: string): boolean {
    const worker = this.workers.get(workerId);
    if (worker === undefined || worker.state === 'GONE') return true;
    const hasWork = this.#next(worker.jobType) !== undefined && !this.#isSpentFor(worker);
    if (hasWork || this.#held(workerId).length > 0) return false;
    this.workers.end(worker);
    return true;
  }

  /** A worker is declared dead. Gives the runs whose attempts end with it. */
  release(workerId: string, reason: string): readonly ModelRun[] {
    const worker = this.workers.get(workerId);
    if (worker === undefined) return [];
    const isCostly = worker.state === 'STARTING' && COSTLY.includes(reason);
    this.workers.end(worker);
    const next = isCostly ? this.#next(worker.jobType) : undefined;
    if (next !== undefined) next.attempt += 1;
    const ended = [...(next ? [next] : []), ...this.#held(workerId)];
    for (const run of ended) this.endAttempt(run);
    return ended;
  }

  /** The longer pause comes before the last attempt. */
  endAttempt(run: ModelRun): 'PENDING' | 'FAILED' {
    run.holder = undefined;
    const left = run.attemptsAllowed - run.attempt;
    run.readyAt = this.#now() + PAUSE_MILLISECONDS * Math.max(1, ATTEMPTS - left);
    if (left > 0) return 'PENDING';
    run.state = 'FAILED';
    return 'FAILED';
  }

  /** The run that a worker was started for is done in any case. */
  #isSpentFor(worker: ModelWorker): boolean {
    return worker.claims > 0 && this.workers.isBudgetSpent;
  }

  #all(jobType: string): ModelRun[] {
    return [...this.#runs.values()].filter((run) => run.jobType === jobType);
  }

  #held(workerId: string): ModelRun[] {
    return [...this.#runs.values()].filter((run) => run.holder === workerId);
  }

  #ready(jobType: string): ModelRun[] {
    return this.#all(jobType).filter(
      (run) =>
        run.state === 'OPEN' && run.holder === undefined && run.readyAt <= this.#now() && run.waitsUntil === undefined,
    );
  }

  #next(jobType: string): ModelRun | undefined {
    return this.#ready(jobType).sort((a, b) => (a.age < b.age ? -1 : 1))[0];
  }
}
