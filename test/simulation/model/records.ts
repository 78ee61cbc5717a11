import { z } from 'zod';
import type { Content } from '../aws/content.ts';
import type { StoredVersion } from '../aws/s3.ts';
import type { World } from '../world/world.ts';
import type { BatchFile } from './batch-files.ts';
import { batchSchema } from './batches.ts';
import { ATTEMPTS } from './claims.ts';
import type { Model } from './model.ts';

const newRunSchema = z.object({
  runId: z.string(),
  jobType: z.string(),
  lineage: z.string(),
  batch: batchSchema.optional(),
  corrects: z.string().optional(),
  sources: z.tuple([z.object({ role: z.string(), bucket: z.string(), key: z.string(), versionId: z.string() })]),
});
type NewRun = z.output<typeof newRunSchema>;

type Told = Readonly<Record<string, unknown>>;

/** Replays what makes runs of landed files. */
export class Records {
  readonly #world: World;
  readonly #landingBucket: string;
  readonly #model: Model;
  readonly #orders = new Map<string, number>();
  /** They outlive their objects. */
  readonly #contents = new Map<string, Content>();

  constructor(world: World, landingBucket: string, model: Model) {
    this.#world = world;
    this.#landingBucket = landingBucket;
    this.#model = model;
  }

  /** Versions are ordered as they landed, also when they are gone by the time that they are recorded. */
  landed({ key, versionId, content }: StoredVersion): void {
    this.#orders.set(`${key} ${versionId}`, this.#orders.size);
    if (content) this.#contents.set(`${key} ${versionId}`, content);
  }

  /**
   * @param name of the function that recorded
   * @param told what it gave
   */
  take(name: string, document: string, told: Told): void {
    const run = newRunSchema.parse(JSON.parse(document));
    const [{ bucket, role, key, versionId }] = run.sources;
    const order = this.#orders.get(`${key} ${versionId}`);
    if (bucket !== this.#landingBucket || order === undefined) {
      this.#world.violated(
        'only what has landed in our bucket makes a run',
        `${run.runId}: ${bucket} ${key} ${versionId}`,
      );
    }
    const content = this.#contents.get(`${key} ${versionId}`);
    if (run.batch === undefined || content === undefined || order === undefined) {
      this.#open(run, told);
      return;
    }
    const file: BatchFile = { role, key, versionId, order, content };
    // A request that is known already is answered without a look at the files.
    if (name === 'record_request' && this.#model.batches.knows(run.lineage, file)) return;
    this.#recordBatchFile(run, run.batch, file, told);
  }

  #recordBatchFile(run: NewRun, batch: z.output<typeof batchSchema>, file: BatchFile, told: Told): void {
    const folder = file.key.slice(0, file.key.lastIndexOf('/') + 1);
    const runId = String(told['runId']);
    const outcome = this.#model.batches.record(run.lineage, batch, file, () => {
      this.#open({ ...run, runId, sources: [{ ...run.sources[0], key: folder }] }, told);
      return this.#model.get(runId);
    });
    if (outcome === undefined) {
      this.#expect(`${file.key} ${file.versionId}, second of its role`, 'REJECTED', String(told['state']));
      this.#open(run, told);
      return;
    }
    const expected = `${outcome.runId ?? runId}, ${outcome.recorded ? 'new' : 'known'}`;
    this.#expect(`${file.key} ${file.versionId}`, expected, `${runId}, ${told['recorded'] ? 'new' : 'known'}`);
  }

  #open({ runId, jobType, corrects, sources: [{ key, versionId }] }: NewRun, told: Told): void {
    if (this.#model.runs.has(runId)) return;
    const target = corrects !== undefined && this.#model.runs.has(corrects) ? corrects : undefined;
    this.#model.runs.set(runId, {
      ...{ runId, jobType, key, versionId, corrects: target, holder: undefined, counts: false, lines: [] },
      ...{ attempt: 0, attemptsAllowed: ATTEMPTS, readyAt: this.#world.now(), waitsUntil: undefined },
      content: this.#contents.get(`${key} ${versionId}`),
      order: [this.#orders.get(`${key} ${versionId}`) ?? -1],
      age: `${new Date(this.#world.now()).toISOString()} ${runId}`,
      state: told['state'] === 'REJECTED' ? 'REJECTED' : 'OPEN',
      ...{ isForced: false, isWithdrawn: false, supersededBy: undefined, duplicateOf: undefined },
    });
  }

  #expect(what: string, expected: string, told: string): void {
    if (expected === told) return;
    this.#world.violated(
      'every act ends as the rules say',
      `recording ${what} gave ${told}, the model says ${expected}`,
    );
  }
}
