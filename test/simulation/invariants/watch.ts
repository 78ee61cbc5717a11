import type { JobTypes } from '../../../lambdas/core/job-types/index.ts';
import { placeOf } from '../../../lambdas/core/landing/index.ts';
import type { Committed, DatabaseWatch, RdsData } from '../aws/rds-data.ts';
import type { S3 } from '../aws/s3.ts';
import type { Sqs } from '../aws/sqs.ts';
import { DEAD_LETTERS, WATCHDOG } from '../functions.ts';
import type { Replay } from '../model/replay.ts';
import type { Stage } from '../stage.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { BROKEN, DIGEST } from './always.ts';

/** How many committed statements are followed by a look at everything. */
const LOOKS = 0.04;

export interface Watched {
  readonly world: World;
  readonly stage: Stage;
  readonly s3: S3;
  readonly sqs: Sqs;
  readonly replay: Replay;
  readonly jobTypes: JobTypes;
}

/** Watches every statement: what dead workers do, what the model says of it, and now and then all invariants. */
export class Watch implements DatabaseWatch {
  readonly workers = new Map<Process, string>();
  readonly #watched: Watched;
  readonly #gone = new Set<string>();
  #rdsData: RdsData | undefined;
  #digest: string | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  over(rdsData: RdsData): void {
    this.#rdsData = rdsData;
  }

  async before(process: Process): Promise<void> {
    this.#digest = this.#gone.has(this.workers.get(process) ?? '') ? await this.#takeDigest() : undefined;
  }

  async after(committed: Committed): Promise<void> {
    const { world, replay } = this.#watched;
    if (this.#digest !== undefined && this.#digest !== (await this.#takeDigest())) {
      world.violated(
        'a worker that was declared dead changes nothing',
        `${committed.process.name}: ${committed.sql.slice(0, 80)}`,
      );
    }
    replay.take(committed);
    this.#noteGone(committed);
    if (world.random.chance(LOOKS)) await this.look();
  }

  /** Checks all that must hold at any moment. */
  async look(): Promise<void> {
    const { world } = this.#watched;
    for (const [promise] of await this.#ask(BROKEN)) world.violated(String(promise), 'see the database');
    await this.#lookForWatchdogs();
    await this.#lookAtMarkers();
  }

  /** A message of the ingest queue is done: all that it tells of must be recorded, unless it lies among the dead letters. */
  letGo(body: string): void {
    const { world, s3, sqs, stage } = this.#watched;
    if ([...sqs.queue(DEAD_LETTERS).messages.values()].some((dead) => dead.body === body)) return;
    for (const { key, versionId } of toldOf(body, stage.landingBucket)) {
      if (s3.find(stage.resultsBucket, `recorded/${key}/${versionId}`) === undefined) {
        world.violated('a message is let go when all that it tells of is recorded', `${key} ${versionId}`);
      }
    }
  }

  async #lookForWatchdogs(): Promise<void> {
    const { world, s3, sqs, stage } = this.#watched;
    const watched = new Set(
      [WATCHDOG, DEAD_LETTERS]
        .flatMap((name) => [...sqs.queue(name).messages.values()])
        .map(({ body }) => parse(body))
        .filter(({ renew }) => renew !== false)
        .map(({ runId }) => runId),
    );
    const open = await this.#ask(
      `select run_id, key, version_id from run join run_source using (run_id) where state in ('PENDING', 'IN_PROGRESS')`,
    );
    for (const [runId, key, versionId] of open) {
      const isRecorded = s3.find(stage.resultsBucket, `recorded/${key}/${versionId}`) !== undefined;
      if (isRecorded && !watched.has(String(runId))) {
        world.violated('no open run is without its watchdog message', `${runId} (${key} ${versionId})`);
      }
    }
  }

  async #lookAtMarkers(): Promise<void> {
    const { world, s3, stage, jobTypes } = this.#watched;
    const sources = await this.#ask('select key, version_id from run_source');
    const recorded = new Set(sources.map(([key, versionId]) => `recorded/${key}/${versionId}`));
    for (const marker of s3.keys(stage.resultsBucket, 'recorded/')) {
      const key = marker.slice('recorded/'.length, marker.lastIndexOf('/'));
      const isDropped = ['folder-marker', 'outside-landing'].includes(placeOf(key, 0, jobTypes).kind);
      if (!isDropped && !recorded.has(marker)) world.violated('no marker stands without its run', marker);
    }
  }

  #noteGone({ sql, parameters, rows }: Committed): void {
    const workerId = String(parameters['worker_id'] ?? parameters['workerId'] ?? '');
    const isGone =
      sql.includes('release_worker(') ||
      (sql.includes('retire_worker(') && rows[0]?.[0] === 't') ||
      (sql.includes('claim_run(') && /"alive": ?false/.test(rows[0]?.[0] ?? ''));
    if (isGone) this.#gone.add(workerId);
  }

  async #takeDigest(): Promise<string> {
    return String((await this.#ask(DIGEST))[0]?.[0]);
  }

  async #ask(sql: string): Promise<(string | null)[][]> {
    if (this.#rdsData === undefined) throw new Error('nothing to watch over');
    return await this.#rdsData.ask(sql);
  }
}

function parse(body: string): { readonly runId?: string; readonly renew?: boolean } {
  try {
    return (JSON.parse(body) ?? {}) as { runId?: string; renew?: boolean };
  } catch {
    return {};
  }
}

/** The objects of our landing bucket that a message tells of. */
function toldOf(body: string, bucket: string): readonly { readonly key: string; readonly versionId: string }[] {
  const { Records: records } = parse(body) as { readonly Records?: unknown };
  if (!Array.isArray(records)) return [];
  return records.flatMap(({ eventName, s3 }) => {
    const isOurs = /^(ObjectCreated:|Sweep)/.test(eventName) && s3?.bucket?.name === bucket && s3.object;
    return isOurs
      ? [{ key: decodeURIComponent(s3.object.key.replaceAll('+', '%20')), versionId: s3.object.versionId }]
      : [];
  });
}
