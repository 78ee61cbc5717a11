import type { JobTypes } from '../../../lambdas/core/job-types/index.ts';
import { placeOf } from '../../../lambdas/core/landing/index.ts';
import type { Glue } from '../aws/glue.ts';
import type { Committed, DatabaseWatch, RdsData } from '../aws/rds-data.ts';
import type { S3 } from '../aws/s3.ts';
import type { Sqs } from '../aws/sqs.ts';
import { DEAD_LETTERS, WATCHDOG } from '../functions.ts';
import type { Replay } from '../model/replay.ts';
import type { Stage } from '../stage.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { BROKEN, DIGEST } from './always.ts';
import { parseMessage } from './message.ts';
import { toldOf } from './told.ts';

/** What is delivered twice, and comes again after a failure, is more than one. */
const MOST_WATCHDOGS = 10;

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
  readonly #started = new Set<string>();
  #rdsData: RdsData | undefined;
  #glue: Glue | undefined;
  #digest: string | undefined;
  /** Called with each statement that was committed. */
  onCommitted: (committed: Committed) => void = () => undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  over(rdsData: RdsData, glue: Glue): void {
    this.#rdsData = rdsData;
    this.#glue = glue;
  }

  /** Whether a worker is known to be awake, and as which job run, so that it is missed when it falls silent. */
  isMissed(workerId: string): boolean {
    return this.#started.has(workerId) && !this.#gone.has(workerId);
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
    this.#lookAtRelease(committed);
    this.onCommitted(committed);
    if (replay.heldForBudget !== undefined) await this.#lookAtWaiting(replay.heldForBudget);
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

  /** Who waits for files may also be waited for by a message that rests. */
  async #lookForWatchdogs(): Promise<void> {
    const { world, s3, sqs, stage } = this.#watched;
    const messages = [WATCHDOG, DEAD_LETTERS].flatMap((name) => [...sqs.queue(name).messages.values()]);
    const watching = messages.map(({ body }) => parseMessage(body));
    const renewingMessages = watching.flatMap(({ renew, runId }) => (renew === false ? [] : (runId ?? [])));
    const renewing = new Set(renewingMessages);
    for (const runId of renewing) {
      const its = renewingMessages.filter((one) => one === runId).length;
      if (its > MOST_WATCHDOGS) world.violated('the watchdogs of a run do not multiply', `${runId} has ${its}`);
    }
    const resting = new Set(watching.filter(({ restSeconds }) => restSeconds !== undefined).map(({ runId }) => runId));
    const open = await this.#ask(
      `select run_id, waiting_for, array_to_json(array_agg('recorded/' || key || '/' || version_id))
         from run join run_source using (run_id) where state in ('PENDING', 'IN_PROGRESS') group by run_id`,
    );
    for (const [id, waitingFor, markers] of open) {
      const runId = String(id);
      const isRecorded = (JSON.parse(String(markers)) as string[]).every((marker) =>
        s3.find(stage.resultsBucket, marker),
      );
      const isWatched = renewing.has(runId) || (waitingFor === 'files' && resting.has(runId));
      if (isRecorded && !isWatched) world.violated('no open run is without its watchdog message', runId);
    }
  }

  async #lookAtMarkers(): Promise<void> {
    const { world, s3, stage, jobTypes } = this.#watched;
    const sources = await this.#ask(
      'select key, version_id from run_source union select key, version_id from batch_file',
    );
    const recorded = new Set(sources.map(([key, versionId]) => `recorded/${key}/${versionId}`));
    for (const marker of s3.keys(stage.resultsBucket, 'recorded/')) {
      const key = marker.slice('recorded/'.length, marker.lastIndexOf('/'));
      const isDropped = ['folder-marker', 'outside-landing'].includes(placeOf(key, 0, jobTypes).kind);
      if (!isDropped && !recorded.has(marker)) world.violated('no marker stands without its run', marker);
    }
  }

  async #lookAtWaiting(jobType: string): Promise<void> {
    const untold = await this.#ask(
      `select run_id from run where state = 'PENDING' and (waiting_for is null or waiting_for = 'capacity') and job_type = $1`,
      [jobType],
    );
    for (const [runId] of untold) {
      this.#watched.world.violated('a run that waits for budget says so', String(runId));
    }
  }

  /** Who is declared dead by another one has ended, or was told to end. */
  #lookAtRelease({ process, sql, parameters }: Committed): void {
    if (!sql.includes('release_worker(') || this.workers.has(process)) return;
    const workerId = String(parameters['workerId']);
    const isSaidToHaveEnded = /worker-(died|timeout)/.test(String(parameters['error']));
    if (isSaidToHaveEnded && this.#glue?.isEnding(workerId) === false) {
      this.#watched.world.violated('who is declared dead has ended, or was stopped', workerId);
    }
  }

  #noteGone({ sql, parameters, rows }: Committed): void {
    const workerId = String(parameters['worker_id'] ?? parameters['workerId'] ?? '');
    const isGone =
      sql.includes('release_worker(') ||
      (sql.includes('retire_worker(') && rows[0]?.[0] === 't') ||
      (sql.includes('claim_run(') && /"alive": ?false/.test(rows[0]?.[0] ?? ''));
    if (isGone) this.#gone.add(workerId);
    if (sql.includes('worker_started(')) this.#started.add(workerId);
  }

  async #takeDigest(): Promise<string> {
    return String((await this.#ask(DIGEST))[0]?.[0]);
  }

  async #ask(sql: string, values: readonly unknown[] = []): Promise<(string | null)[][]> {
    if (this.#rdsData === undefined) throw new Error('nothing to watch over');
    return await this.#rdsData.ask(sql, values);
  }
}
