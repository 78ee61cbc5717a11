import type { ModelRun } from './model-run.ts';

/** A run has so many attempts before it is FAILED; a person who retries it gives it as many again. */
export const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 10_000;
/** Ends of a worker that had claimed nothing yet and which cost the next run an attempt all the same. */
const COSTLY = ['worker-died', 'worker-timeout'];

/** Who may do which run, by the rules of the pages: the oldest first, its pause over, by one living worker at a time. */
export class Claims {
  readonly #runs: ReadonlyMap<string, ModelRun>;
  readonly #now: () => number;
  readonly #begun = new Set<string>();
  readonly #gone = new Set<string>();

  constructor(runs: ReadonlyMap<string, ModelRun>, now: () => number) {
    this.#runs = runs;
    this.#now = now;
  }

  /** What a worker that claims is given: a run, nothing to do, or the word that it must stop. */
  claim(workerId: string, doesCorrections: boolean): ModelRun | 'nothing' | 'stop' {
    if (this.#gone.has(workerId)) return 'stop';
    this.#begun.add(workerId);
    const run = this.#held(workerId)[0] ?? this.#next();
    if (run === undefined) return 'nothing';
    if (run.holder === workerId) return run;
    if (run.corrects !== undefined && !doesCorrections) {
      this.#gone.add(workerId);
      return 'stop';
    }
    run.holder = workerId;
    run.attempt += 1;
    return run;
  }

  /** An idle worker may leave; one that has something to do may not. */
  retire(workerId: string): boolean {
    if (this.#gone.has(workerId)) return true;
    if (this.#next() !== undefined || this.#held(workerId).length > 0) return false;
    this.#gone.add(workerId);
    return true;
  }

  /** A worker is declared dead. Gives the runs whose attempts end with it. */
  release(workerId: string, reason: string): readonly ModelRun[] {
    const isCostly = !this.#gone.has(workerId) && !this.#begun.has(workerId) && COSTLY.includes(reason);
    this.#gone.add(workerId);
    const next = isCostly ? this.#next() : undefined;
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

  #held(workerId: string): ModelRun[] {
    return [...this.#runs.values()].filter((run) => run.holder === workerId);
  }

  #next(): ModelRun | undefined {
    const ready = [...this.#runs.values()].filter(
      (run) => run.state === 'OPEN' && run.holder === undefined && run.readyAt <= this.#now(),
    );
    return ready.sort((a, b) => (a.age < b.age ? -1 : 1))[0];
  }
}
