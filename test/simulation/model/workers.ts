const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A worker as the model knows it. Moments in milliseconds. */
export interface ModelWorker {
  readonly jobType: string;
  readonly dpus: number;
  state: 'STARTING' | 'AWAKE' | 'GONE';
  /** So many runs it was given. */
  claims: number;
  isStartKnown: boolean;
  paidFrom: number;
  /** As Glue has told. */
  paidFor: number | undefined;
  endedAt: number | undefined;
}

/** Who is awake, and what all of them have cost since midnight, by the rules of the pages. */
export class Workers {
  readonly #workers = new Map<string, ModelWorker>();
  readonly #now: () => number;
  /** DPU-hours a day; undefined: as many as one likes. */
  limit: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(workerId: string): ModelWorker | undefined {
    return this.#workers.get(workerId);
  }

  add(workerId: string, jobType: string, dpus: number): void {
    const begins = { state: 'STARTING', claims: 0, isStartKnown: false } as const;
    const paid = { paidFrom: this.#now(), paidFor: undefined, endedAt: undefined };
    this.#workers.set(workerId, { jobType, dpus, ...begins, ...paid });
  }

  alive(jobType: string): number {
    return [...this.#workers.values()].filter((worker) => worker.jobType === jobType && worker.state !== 'GONE').length;
  }

  end(worker: ModelWorker): void {
    if (worker.state === 'GONE') return;
    worker.state = 'GONE';
    worker.endedAt = this.#now();
  }

  /** Its turn at Glue has not come: until then it costs nothing. */
  waits(worker: ModelWorker): void {
    if (worker.state === 'STARTING') worker.paidFrom = this.#now();
  }

  get isBudgetSpent(): boolean {
    if (this.limit === undefined) return false;
    const spent = [...this.#workers.values()].reduce((sum, worker) => sum + worker.dpus * this.#paidToday(worker), 0);
    return spent >= this.limit * 60 * MINUTE;
  }

  #paidToday(worker: ModelWorker): number {
    const isPaid = worker.state !== 'GONE' || worker.isStartKnown || worker.paidFor !== undefined || worker.claims > 0;
    if (!isPaid) return 0;
    const now = this.#now();
    const midnight = Math.floor(now / DAY) * DAY;
    const worked = worker.paidFor ?? (worker.endedAt ?? now) - worker.paidFrom;
    const until = worker.paidFrom + Math.max(MINUTE, worked);
    return Math.max(0, Math.min(until, midnight + DAY) - Math.max(worker.paidFrom, midnight));
  }
}
