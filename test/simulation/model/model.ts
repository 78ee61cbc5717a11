import type { BranchFigures } from '../aws/content.ts';
import { correctionFigures } from '../worker/attempt.ts';
import { Batches } from './batches.ts';
import { ATTEMPTS, Claims } from './claims.ts';
import { compareOrders, type ModelRun, stands } from './model-run.ts';

/**
 * Who counts, told by the rules of the pages and not by the SQL: acts are replayed in the order in which they were
 * committed. Each gives the outcome that it must have.
 */
export class Model {
  readonly runs = new Map<string, ModelRun>();
  readonly claims: Claims;
  readonly batches: Batches;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.claims = new Claims(this.runs, now);
    this.batches = new Batches(now);
  }

  get(runId: string): ModelRun {
    const run = this.runs.get(runId);
    if (run === undefined) throw new Error(`the model knows no run ${runId}`);
    return run;
  }

  /** The worker that holds the run has asked whether its bytes count already. */
  identify(run: ModelRun): 'duplicate' | 'proceed' {
    const twin = this.#twin(run);
    if (twin === undefined) return 'proceed';
    this.#repeat(run, twin);
    return 'duplicate';
  }

  /** @param lines those that a correction puts right */
  publish(run: ModelRun, lines: readonly number[]): 'published' | 'duplicate' | 'again' {
    if (this.identify(run) === 'duplicate') return 'duplicate';
    if (run.corrects !== undefined) {
      const target = this.get(run.corrects);
      const isTaken = this.#standingCorrections(target).some(
        (other) => other.key !== run.key && other.lines.some((line) => lines.includes(line)),
      );
      if (target.state !== 'SUCCEEDED' || target.supersededBy !== undefined || isTaken) {
        run.holder = undefined;
        run.attemptsAllowed += 1;
        run.readyAt = this.#now();
        return 'again';
      }
    }
    run.lines = lines;
    this.#succeed(run);
    return 'published';
  }

  withdraw(run: ModelRun): 'withdrawn' | 'conflict' {
    if (!(run.counts || (run.corrects !== undefined && stands(run)))) return 'conflict';
    run.isWithdrawn = true;
    this.#stop(run);
    return 'withdrawn';
  }

  restore(run: ModelRun): 'restored' | 'conflict' {
    if (!run.isWithdrawn) return 'conflict';
    if (run.supersededBy === undefined && (this.#twin(run) ?? this.#takenBy(run)) !== undefined) return 'conflict';
    run.isWithdrawn = false;
    if (run.supersededBy === undefined) this.#start(run);
    return 'restored';
  }

  retry(run: ModelRun, force: boolean): 'retried' | 'conflict' {
    const may = run.state === 'FAILED' || run.state === 'REJECTED' || (force && run.state === 'DUPLICATE');
    if (!may) return 'conflict';
    run.state = 'OPEN';
    run.attemptsAllowed = run.attempt + ATTEMPTS;
    run.readyAt = this.#now();
    run.isForced ||= force;
    run.duplicateOf = undefined;
    return 'retried';
  }

  /** Figures of each branch over all runs that count. */
  totals(): Map<string, BranchFigures> {
    const totals = new Map<string, BranchFigures>();
    for (const run of this.runs.values()) {
      const figures = run.corrects === undefined ? (run.content?.figures ?? []) : correctionFigures(run.lines);
      for (const one of run.counts ? figures : []) {
        const known = totals.get(one.branch);
        totals.set(one.branch, known === undefined ? one : merged(known, one));
      }
    }
    return totals;
  }

  #all(which: (run: ModelRun) => boolean): ModelRun[] {
    return [...this.runs.values()].filter(which).sort((a, b) => (a.age < b.age ? -1 : 1));
  }

  #standingCorrections(target: ModelRun): ModelRun[] {
    return this.#all((run) => run.corrects === target.runId && stands(run));
  }

  /** A run that already has these bytes in the figures; not an older version of the same file, whose place it takes. */
  #twin(run: ModelRun): ModelRun | undefined {
    if (run.isForced) return undefined;
    return this.#all(
      (twin) =>
        twin !== run &&
        twin.corrects === run.corrects &&
        twin.content !== undefined &&
        twin.content.checksum === run.content?.checksum &&
        (run.corrects === undefined ? twin.counts : stands(twin)) &&
        !(twin.key === run.key && compareOrders(twin, run) < 0),
    )[0];
  }

  /** Another correction that has put right one of its lines meanwhile. */
  #takenBy(run: ModelRun): ModelRun | undefined {
    if (run.corrects === undefined) return undefined;
    const others = this.#standingCorrections(this.get(run.corrects));
    return others.find((other) => other !== run && other.lines.some((line) => run.lines.includes(line)));
  }

  #newerPublished(run: ModelRun): ModelRun | undefined {
    const isNewer = (other: ModelRun): boolean => other.key === run.key && compareOrders(other, run) > 0;
    return this.#all((other) => other.state === 'SUCCEEDED' && isNewer(other))
      .sort(compareOrders)
      .at(-1);
  }

  #repeat(run: ModelRun, twin: ModelRun): void {
    run.state = 'DUPLICATE';
    run.duplicateOf = twin.runId;
    run.holder = undefined;
  }

  #succeed(run: ModelRun): void {
    run.state = 'SUCCEEDED';
    run.holder = undefined;
    run.duplicateOf = undefined;
    this.#start(run);
  }

  #start(run: ModelRun): void {
    const newer = this.#newerPublished(run);
    if (newer !== undefined) {
      run.supersededBy = newer.runId;
      return;
    }
    run.counts = run.corrects === undefined || this.get(run.corrects).counts;
    for (const correction of this.#standingCorrections(run)) correction.counts = true;
    const older = this.#all(
      (other) =>
        other.key === run.key &&
        compareOrders(other, run) < 0 &&
        other.state === 'SUCCEEDED' &&
        other.supersededBy === undefined,
    ).sort(compareOrders);
    for (const other of older) {
      const stood = stands(other);
      other.supersededBy = run.runId;
      if (stood) this.#stop(other);
    }
  }

  /** Its figures go, those of its corrections with them, and the oldest repeat comes in its place. */
  #stop(run: ModelRun): void {
    run.counts = false;
    for (const correction of this.#all((other) => other.corrects === run.runId)) correction.counts = false;
    const repeats = this.#all((other) => other.state === 'DUPLICATE' && other.duplicateOf === run.runId);
    const heir = repeats.find((repeat) => this.#newerPublished(repeat) === undefined);
    if (heir === undefined) return;
    const twin = this.#twin(heir);
    if (twin !== undefined) {
      for (const repeat of repeats) repeat.duplicateOf = twin.runId;
      return;
    }
    if (this.#takenBy(run) !== undefined) {
      for (const repeat of repeats) {
        repeat.state = 'REJECTED';
        repeat.duplicateOf = undefined;
      }
      return;
    }
    heir.lines = run.lines;
    for (const repeat of repeats) if (repeat !== heir) repeat.duplicateOf = heir.runId;
    this.#succeed(heir);
  }
}

const merged = (a: BranchFigures, b: BranchFigures): BranchFigures => ({
  branch: a.branch,
  count: a.count + b.count,
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
  sum: a.sum + b.sum,
});
