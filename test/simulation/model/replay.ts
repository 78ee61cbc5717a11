import { z } from 'zod';
import type { Content } from '../aws/content.ts';
import type { Committed } from '../aws/rds-data.ts';
import type { StoredVersion } from '../aws/s3.ts';
import type { World } from '../world/world.ts';
import { Model } from './model.ts';
import type { ModelRun } from './model-run.ts';

const newRunSchema = z.object({
  runId: z.string(),
  corrects: z.string().optional(),
  sources: z.tuple([z.object({ key: z.string(), versionId: z.string() })]),
});
const claimSchema = z.object({ run: z.object({ runId: z.string(), attempt: z.number() }).nullable() });
const releasedSchema = z.object({ released: z.array(z.object({ runId: z.string(), state: z.string() })) });

/** What changes what counts, or who holds a run. */
const NAMES = [
  ...['record_run', 'record_request', 'claim_run', 'release_worker', 'stage_corrected_lines', 'identify_run'],
  ...['publish_run', 'reject_run', 'fail_attempt', 'withdraw_run', 'restore_run', 'retry_run'],
];

type Told = Readonly<Record<string, unknown>>;

/** Replays every committed statement that changes what counts, and compares its outcome with the model's. */
export class Replay {
  readonly model = new Model();
  readonly #world: World;
  readonly #staged = new Map<string, number[]>();
  readonly #orders = new Map<string, number>();
  /** They outlive their objects. */
  readonly #contents = new Map<string, Content>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Versions are ordered as they landed, also when they are gone by the time that they are recorded. */
  landed({ key, versionId, content }: StoredVersion): void {
    this.#orders.set(`${key} ${versionId}`, this.#orders.size);
    if (content) this.#contents.set(`${key} ${versionId}`, content);
  }

  take({ sql, parameters, rows }: Committed): void {
    const name = NAMES.find((one) => sql.includes(`${one}(`)) ?? '';
    const text = rows[0]?.[0];
    const result: unknown = typeof text === 'string' && text.startsWith('{') ? JSON.parse(text) : text;
    const told = (result ?? {}) as Told;
    const run = this.model.runs.get(String(parameters['run_id'] ?? parameters['runId'] ?? ''));
    if ((name === 'record_run' || name === 'record_request') && told['runId'])
      this.#record(String(parameters['run']), told);
    if (name === 'claim_run') this.#claim(String(parameters['worker_id']), claimSchema.parse(told).run);
    if (name === 'release_worker') this.#released(told);
    if (name === 'stage_corrected_lines') {
      this.#staged.set(attemptOf(parameters), linesOf(String(parameters['blocks'])));
    }
    if (run !== undefined) this.#ofRun(name, run, parameters, told);
  }

  #record(document: string, told: Told): void {
    const { runId, corrects, sources } = newRunSchema.parse(JSON.parse(document));
    if (this.model.runs.has(runId)) return;
    const [{ key, versionId }] = sources;
    const target = corrects !== undefined && this.model.runs.has(corrects) ? corrects : undefined;
    this.model.runs.set(runId, {
      ...{ runId, key, versionId, corrects: target, holder: undefined, attempt: 0, counts: false, lines: [] },
      content: this.#contents.get(`${key} ${versionId}`),
      order: this.#orders.get(`${key} ${versionId}`) ?? -1,
      age: `${new Date(this.#world.now()).toISOString()} ${runId}`,
      state: told['state'] === 'REJECTED' ? 'REJECTED' : 'OPEN',
      ...{ isForced: false, isWithdrawn: false, supersededBy: undefined, duplicateOf: undefined },
    });
  }

  #claim(workerId: string, claimed: { runId: string; attempt: number } | null): void {
    if (claimed === null) return;
    const run = this.model.get(claimed.runId);
    if (run.state !== 'OPEN') this.#world.violated('only an open run is claimed', `${run.runId} is ${run.state}`);
    if (run.holder !== undefined && run.holder !== workerId) {
      this.#world.violated('a run is held by one worker at a time', `${run.runId} by ${run.holder} and ${workerId}`);
    }
    run.holder = workerId;
    run.attempt = claimed.attempt;
  }

  #released(told: Told): void {
    for (const { runId, state } of releasedSchema.parse(told).released) {
      const run = this.model.get(runId);
      run.holder = undefined;
      if (state === 'FAILED') run.state = 'FAILED';
    }
  }

  #ofRun(name: string, run: ModelRun, parameters: Told, told: Told): void {
    const acts: Readonly<Record<string, () => string>> = {
      identify_run: () => this.model.identify(run),
      publish_run: () => this.model.publish(run, this.#staged.get(attemptOf(parameters)) ?? []),
      reject_run: () => close(run, 'REJECTED', 'rejected'),
      fail_attempt: () => close(run, told['outcome'] === 'FAILED' ? 'FAILED' : 'OPEN', String(told['outcome'])),
      withdraw_run: () => this.model.withdraw(run),
      restore_run: () => this.model.restore(run),
      retry_run: () => this.model.retry(run, parameters['force'] === true),
    };
    const act = acts[name];
    if (act === undefined) return;
    const isWorkers = 'worker_id' in parameters;
    const isHeld =
      run.holder === parameters['worker_id'] && run.attempt === parameters['attempt'] && run.state === 'OPEN';
    if (isWorkers && !isHeld) {
      // A repetition after a lost answer gives the same answer again; it must change nothing, which the digest shows.
      return;
    }
    if (told['outcome'] === 'source-gone') return;
    // Whether a job type is known, the model does not care for.
    if (name === 'retry_run' && told['outcome'] === 'conflict' && run.state === 'REJECTED') return;
    const expected = act();
    if (expected !== told['outcome']) {
      this.#world.violated(
        'every act ends as the rules say',
        `${name} of ${run.runId} (${run.key} ${run.versionId}) gave ${told['outcome']}, the model says ${expected}`,
      );
    }
  }
}

function close(run: ModelRun, state: ModelRun['state'], outcome: string): string {
  run.state = state;
  run.holder = undefined;
  return outcome;
}

const attemptOf = (parameters: Told): string => `${parameters['run_id']} ${parameters['attempt']}`;

const linesOf = (blocks: string): number[] =>
  (JSON.parse(blocks) as string[]).flatMap((block) => block.split(',').map(Number));
