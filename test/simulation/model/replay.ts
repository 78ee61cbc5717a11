import { z } from 'zod';
import type { Committed } from '../aws/rds-data.ts';
import type { StoredVersion } from '../aws/s3.ts';
import type { World } from '../world/world.ts';
import { Model } from './model.ts';
import type { ModelRun } from './model-run.ts';
import { Records } from './records.ts';

const claimSchema = z.object({
  alive: z.boolean(),
  run: z.object({ runId: z.string(), attempt: z.number() }).nullable(),
});
const releasedSchema = z.object({ released: z.array(z.object({ runId: z.string(), state: z.string() })) });

/** What changes what counts, who holds a run, or what may be spent. */
const NAMES = [
  ...['reserve_worker', 'worker_started', 'worker_waits', 'worker_paid'],
  ...['record_run', 'record_request', 'claim_run', 'retire_worker', 'release_worker'],
  ...['stage_corrected_lines', 'identify_run'],
  ...['publish_run', 'reject_run', 'fail_attempt', 'withdraw_run', 'restore_run', 'retry_run', 'give_up_waiting'],
];

type Told = Readonly<Record<string, unknown>>;

/** Replays every committed statement that changes what counts, and compares its outcome with the model's. */
export class Replay {
  readonly model: Model;
  readonly #records: Records;
  readonly #world: World;
  /** The job type of which the last statement has left runs to wait for budget. */
  heldForBudget: string | undefined;
  readonly #staged = new Map<string, number[]>();
  readonly #removed = new Set<string>();

  constructor(world: World, landingBucket: string) {
    this.#world = world;
    this.model = new Model(() => world.now());
    this.#records = new Records(world, landingBucket, this.model);
  }

  landed(version: StoredVersion): void {
    this.#records.landed(version);
  }

  removed(key: string, versionId: string): void {
    this.#removed.add(`${key} ${versionId}`);
  }

  take({ sql, parameters, rows }: Committed): void {
    const name = NAMES.find((one) => sql.includes(`${one}(`)) ?? '';
    this.heldForBudget = undefined;
    const text = rows[0]?.[0];
    const result: unknown = typeof text === 'string' && text.startsWith('{') ? JSON.parse(text) : text;
    const told = (result ?? {}) as Told;
    const run = this.model.runs.get(String(parameters['run_id'] ?? parameters['runId'] ?? ''));
    if ((name === 'record_run' || name === 'record_request') && told['runId'])
      this.#records.take(name, String(parameters['run']), told);
    const workerId = String(parameters['worker_id'] ?? parameters['workerId'] ?? '');
    this.#ofWorker(name, workerId, parameters, text === undefined ? null : result);
    if (name === 'claim_run') this.#claim(workerId, sql.includes('true'), claimSchema.parse(told));
    if (name === 'retire_worker') this.#expect(name, workerId, this.model.claims.retire(workerId), text === 't');
    if (name === 'release_worker') this.#released(workerId, String(parameters['error']), told);
    if (name === 'stage_corrected_lines') {
      this.#staged.set(attemptOf(parameters), linesOf(String(parameters['blocks'])));
    }
    if (run !== undefined) this.#ofRun(name, run, parameters, told);
  }

  #ofWorker(name: string, workerId: string, { jobType, limit, dpus, hours, seconds }: Told, told: unknown): void {
    const { claims } = this.model;
    const worker = claims.workers.get(workerId);
    if (name === 'reserve_worker') {
      claims.workers.limit = hours === null ? undefined : Number(hours);
      const outcome = claims.reserve(workerId, String(jobType), Number(dpus), Number(limit));
      if (outcome === 'budget') this.heldForBudget = String(jobType);
      this.#expect(name, workerId, outcome === 'start', z.object({ start: z.boolean() }).parse(told).start);
    }
    if (worker === undefined) return;
    if (name === 'worker_started') worker.isStartKnown = true;
    if (name === 'worker_waits') claims.workers.waits(worker);
    if (name === 'worker_paid') worker.paidFor = Number(seconds) * 1_000;
    const isBeyond = worker.claims > 0 && claims.workers.isBudgetSpent;
    if (name === 'retire_worker' && isBeyond && told === 't') this.heldForBudget = worker.jobType;
  }

  #claim(workerId: string, doesCorrections: boolean, { alive, run }: z.output<typeof claimSchema>): void {
    const expected = this.model.claims.claim(workerId, doesCorrections);
    const told = run === null ? (alive ? 'nothing' : 'stop') : `${run.runId}, attempt ${run.attempt}`;
    const rule = typeof expected === 'string' ? expected : `${expected.runId}, attempt ${expected.attempt}`;
    this.#expect('claim_run', workerId, rule, told);
  }

  #released(workerId: string, error: string, told: Told): void {
    const { code } = z.object({ code: z.string() }).parse(JSON.parse(error));
    const ended = this.model.claims.release(workerId, code);
    const expected = ended.map(({ runId, state }) => `${runId} ${state === 'OPEN' ? 'PENDING' : state}`);
    const { released } = releasedSchema.parse(told);
    const found = released.map(({ runId, state }) => `${runId} ${state}`);
    this.#expect('release_worker', workerId, expected.join(), found.join());
  }

  #expect(name: string, what: string, expected: unknown, told: unknown): void {
    if (expected === told) return;
    this.#world.violated(
      'every act ends as the rules say',
      `${name} of ${what} gave ${told}, the model says ${expected}`,
    );
  }

  #ofRun(name: string, run: ModelRun, parameters: Told, told: Told): void {
    if (name === 'give_up_waiting') this.#gaveUp(run, told);
    const acts: Readonly<Record<string, () => string>> = {
      identify_run: () => this.model.identify(run),
      publish_run: () => this.model.publish(run, this.#staged.get(attemptOf(parameters)) ?? []),
      reject_run: () => this.#reject(run),
      fail_attempt: () => this.model.claims.endAttempt(run),
      withdraw_run: () => this.model.withdraw(run),
      restore_run: () => this.model.restore(run),
      retry_run: () => this.model.retry(run, parameters['force'] === true),
    };
    const act = acts[name];
    if (act === undefined) return;
    const attempt = parameters['attempt'];
    const isHeld = run.holder === parameters['worker_id'] && run.attempt === attempt && run.state === 'OPEN';
    // Whether a job type is known, the model does not care for.
    if (name === 'retry_run' && told['outcome'] === 'conflict' && run.state === 'REJECTED') return;
    if (told['outcome'] === 'source-gone' && this.#removed.has(`${run.key} ${run.versionId}`)) return;
    const expected = 'worker_id' in parameters && !isHeld ? repeated(name, run, attempt) : act();
    this.#expect(name, `${run.runId} (${run.key} ${run.versionId})`, expected, told['outcome']);
  }

  #gaveUp(run: ModelRun, told: Told): void {
    const isOpen = told['state'] === 'PENDING' || told['state'] === 'IN_PROGRESS';
    this.#expect('give_up_waiting', run.runId, this.model.batches.giveUp(run), isOpen ? 'OPEN' : told['state']);
  }

  /** A file is rejected when it breaks its contract or is gone; what can be wrong with a correction, its target decides. */
  #reject(run: ModelRun): string {
    const { content, key, versionId } = run;
    const isRight = content === undefined || content.isBroken || this.#removed.has(`${key} ${versionId}`);
    if (!isRight && run.corrects === undefined) {
      this.#world.violated('a good file is not rejected', `${run.runId} (${key} ${versionId})`);
    }
    run.state = 'REJECTED';
    run.holder = undefined;
    return 'rejected';
  }
}

/** What a worker hears that no longer holds the run: what came of its own attempt, after a lost answer, and nothing else. */
function repeated(name: string, run: ModelRun, attempt: unknown): string {
  if (run.attempt !== attempt) return 'fenced';
  if (name === 'identify_run' && run.state === 'DUPLICATE') return 'duplicate';
  if (name === 'reject_run' && run.state === 'REJECTED') return 'rejected';
  if (name !== 'publish_run') return 'fenced';
  if (run.state === 'SUCCEEDED') return 'published';
  if (run.state === 'DUPLICATE') return 'duplicate';
  return run.state === 'OPEN' && run.holder === undefined && run.corrects !== undefined ? 'again' : 'fenced';
}

const attemptOf = (parameters: Told): string => `${parameters['run_id']} ${parameters['attempt']}`;

const linesOf = (blocks: string): number[] =>
  (JSON.parse(blocks) as string[]).flatMap((block) => block.split(',').map(Number));
