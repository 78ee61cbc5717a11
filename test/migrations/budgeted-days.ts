import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Claim, Pipeline } from './pipeline.ts';

export interface Plan {
  readonly limitHours: number;
  readonly mostWorkers: number;
  readonly longestRunSeconds: number;
  /** When each file lands, and how long it is worked on. */
  readonly files: readonly { readonly atSecond: number; readonly seconds: number }[];
}

interface Worker {
  readonly id: string;
  readonly from: number;
  until: number | undefined;
  claims: number;
  held: (Claim & { readonly endsAt: number }) | undefined;
}

export const TICK = 900;
export const DAY = 86_400;
export const DPUS = 2;
const BEGINS = Date.parse('2026-01-05T20:00:00Z') / 1000;

/**
 * Some days of a stage with a budget, by a clock of its own: at each tick files land, workers end what they do and ask for
 * more, and watchdogs ask for workers. The SQL functions decide; what they have let pass is remembered here, and reckoned again.
 */
export class BudgetedDays {
  readonly #pipeline: Pipeline;
  readonly workers: Worker[] = [];
  readonly claimed: string[] = [];
  readonly recorded: string[] = [];
  #now = BEGINS;
  #landed = 0;

  constructor(
    private readonly client: pg.Client,
    private readonly plan: Plan,
  ) {
    this.#pipeline = new Pipeline(client);
  }

  get now(): number {
    return this.#now;
  }

  get isDone(): boolean {
    return (
      this.#landed === this.plan.files.length && this.claimed.length === this.#landed && this.#awake().length === 0
    );
  }

  /** DPU-seconds of the day that holds a moment, up to now. */
  spentOn(moment: number): number {
    const begins = Math.floor(moment / DAY) * DAY;
    return this.workers.reduce((sum, { from, until }) => {
      const paidUntil = Math.min(Math.max(until ?? this.#now, from + 60), begins + DAY);
      return sum + DPUS * Math.max(0, paidUntil - Math.max(from, begins));
    }, 0);
  }

  #isSpent = (): boolean => this.spentOn(this.#now) >= this.plan.limitHours * 3600;

  async tick(): Promise<void> {
    this.#now += TICK;
    await this.client.query("select set_config('simulated.now', $1, false)", [
      new Date(this.#now * 1000).toISOString(),
    ]);
    await this.#land();
    for (const worker of this.#awake()) await this.#goOn(worker);
    while (await this.#wake()) {}
    const spent = Number(await this.#pipeline.call('spent_dpu_seconds'));
    if (spent !== this.spentOn(this.#now)) throw new Error(`SQL reckons ${spent}, this ${this.spentOn(this.#now)}`);
  }

  async #land(): Promise<void> {
    for (const { atSecond } of this.plan.files.slice(this.#landed)) {
      if (BEGINS + atSecond > this.#now) return;
      this.recorded.push(await this.#pipeline.record(`${this.#landed}.csv`, 'v1', ordered(this.#landed)));
      this.#landed += 1;
    }
  }

  #awake = (): Worker[] => this.workers.filter(({ until }) => until === undefined);

  async #wake(): Promise<boolean> {
    const id = randomUUID();
    const { mostWorkers, limitHours } = this.plan;
    const wasSpent = this.#isSpent();
    const asked = ['branch-stats', id, mostWorkers, String(DPUS), String(limitHours)];
    const { start } = await this.#pipeline.call<{ start: boolean }>('reserve_worker', ...asked);
    if (!start) return false;
    if (wasSpent) throw new Error('a worker was started beyond the budget');
    await this.#pipeline.call('worker_started', id, `jr_${id}`);
    this.workers.push({ id, from: this.#now, until: undefined, claims: 0, held: undefined });
    return true;
  }

  async #goOn(worker: Worker): Promise<void> {
    if (worker.held !== undefined && worker.held.endsAt > this.#now) return;
    if (worker.held !== undefined) await this.#pipeline.reject(worker.held);
    worker.held = undefined;
    const claim = await this.#pipeline.claimAs(worker.id);
    if (claim === null) {
      if (await this.#pipeline.call('retire_worker', worker.id)) worker.until = this.#now;
      return;
    }
    if (worker.claims > 0 && this.#isSpent()) throw new Error('a worker claimed a further run beyond the budget');
    const place = this.recorded.indexOf(claim.runId);
    worker.claims += 1;
    worker.held = { ...claim, endsAt: this.#now + (this.plan.files[place]?.seconds ?? 0) };
    this.claimed.push(claim.runId);
  }
}

/** Files that land at one tick have one time; their ids then say which was first. */
const ordered = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
