import { QueueWatchdog } from '../../../lambdas/api/acts/queue-watchdog.ts';
import { DatabaseRunActs } from '../../../lambdas/api/acts/run-acts.ts';
import { HURRIED } from '../../../lambdas/core/database/backoff.ts';
import { migrate } from '../../../lambdas/core/migrations/migrate.ts';
import type { Migration } from '../../../lambdas/core/migrations/read-migrations.ts';
import { SqsMessageQueue } from '../../../lambdas/core/queues/sqs-message-queue.ts';
import { DatabaseRunReports } from '../../../lambdas/core/reports/run-reports.ts';
import { type Clouds, databaseOf, WATCHDOG } from '../functions.ts';
import { BUDGETS, JOB_TYPE } from '../stage.ts';
import { BatchUploads } from './batch-uploads.ts';
import { Calls } from './calls.ts';
import { Contents } from './contents.ts';
import { Corrections, type Target } from './corrections.ts';
import { Requests } from './requests.ts';
import { Rubbish } from './rubbish.ts';
import { somebody } from './somebody.ts';

/** In the middle of NEXT_MIGRATION, where a deployment dies; left to chance alone it would too rarely do so. */
const CUTS = ['SQL clock_timestamp', 'SQL alter table deployed', 'SQL insert into schema_migration'] as const;

type Act = (people: People) => void | Promise<void>;

const KEYS = ['a.csv', 'b c+d.csv', 'ü&b.csv', 'a.csv.gz', 'a!b.csv'].map((name) => `landing/branch-stats/${name}`);
const ODD_KEYS = [
  'landing/branch-stats/',
  'landing/branch-stats/x.pdf',
  'landing/nothing/x.csv',
  'elsewhere/x.csv',
  'landing/x.csv',
];

/** How often each act is chosen, beside the others. */
const ACTS: readonly (readonly [number, Act])[] = [
  [10, (people) => people.upload()],
  [5, (people) => people.batches.upload()],
  [4, (people) => people.correct()],
  [3, (people) => people.decide('withdraw')],
  [3, (people) => people.decide('restore')],
  [2, (people) => people.decide('retry')],
  [2, (people) => people.decide('force')],
  [1, (people) => people.remove()],
  [2, (people) => people.rubbish.send()],
  [2, (people) => people.deploy()],
  [1, (people) => people.rubbish.redrive()],
  [3, (people) => people.requests.ask()],
  [1, (people) => people.changeBudget()],
];

/** Those who upload, decide and deploy. */
export class People {
  readonly #clouds: Clouds;
  readonly #contents: Contents;
  readonly #corrections: Corrections;
  readonly #migrations: readonly Migration[];
  readonly #repeats: number;
  readonly rubbish: Rubbish;
  readonly requests: Requests;
  readonly batches: BatchUploads;
  /** Versions that were deleted, as `key versionId`. */
  readonly removed = new Set<string>();
  isCodeOld = false;
  /** How often it was deployed. */
  deployments = 0;
  readonly #calls: Calls;

  constructor(clouds: Clouds, migrations: readonly Migration[]) {
    const { random } = clouds.world;
    this.#clouds = clouds;
    this.#calls = new Calls(clouds.world);
    this.requests = new Requests(clouds, this.#calls, (key) => this.#uploadAs(key));
    this.#migrations = migrations;
    this.#repeats = random.pick([0, 0.3, 0.6]);
    this.#contents = new Contents(random, this.#repeats);
    this.#corrections = new Corrections(random);
    this.rubbish = new Rubbish(clouds);
    this.batches = new BatchUploads(clouds, this.#contents);
  }

  /** Whether nothing that they asked for is still under way, and nothing is left to do. */
  get isDone(): boolean {
    return this.#calls.underWay === 0 && this.rubbish.late.length > 0 && this.rubbish.redrivable.length === 0;
  }

  /** Plans acts at random moments of the next so many seconds. */
  plan(acts: number, seconds: number): void {
    const { world } = this.#clouds;
    const bag = ACTS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
    world.after(0, () => this.upload());
    for (let act = 0; act < acts; act += 1) {
      world.after(world.random.between(0, seconds * 1_000), () => world.random.pick(bag)(this));
    }
  }

  upload(): void {
    const { world, s3, stage } = this.#clouds;
    const isOdd = world.random.chance(0.08);
    if (isOdd) s3.put(stage.landingBucket, world.random.pick(ODD_KEYS), '');
    else this.#uploadAs(world.random.pick(KEYS));
  }

  /** Often another correction comes right behind, or a new version of what is corrected. */
  async correct(): Promise<void> {
    const { world, s3, stage } = this.#clouds;
    const { random } = world;
    const targets = await this.#targets();
    if (targets.length === 0) return;
    const { target, key, content } = this.#corrections.draw(targets);
    world.note('a person', `uploads a correction of ${content.name} as ${key}`);
    s3.put(stage.landingBucket, key, '', content);
    if (random.chance(0.5)) world.after(random.between(0, 30_000), () => this.correct());
    if (random.chance(0.15)) world.after(random.between(0, 60_000), () => this.#uploadAs(target.key));
  }

  #uploadAs(key: string): void {
    const { world, s3, stage } = this.#clouds;
    const content = this.#contents.file();
    world.note('a person', `uploads ${content.name} as ${key}`);
    s3.put(stage.landingBucket, key, '', content);
  }

  /** Files, those with rows in quarantine alone if there are any. */
  async #targets(): Promise<readonly Target[]> {
    const { s3, stage, rdsData } = this.#clouds;
    const rows = await rdsData.ask(
      `select run_id, key, version_id from run join run_source using (run_id)
        where corrects is null and job_type = '${JOB_TYPE}' order by created_at, run_id`,
    );
    const all = rows.map(([runId, key, versionId]) => {
      const lines = s3.find(stage.landingBucket, String(key), String(versionId))?.content?.lines ?? [];
      return { runId: String(runId), key: String(key), lines };
    });
    const fit = all.filter(({ lines }) => lines.length > 0);
    return fit.length > 0 ? fit : all;
  }

  async decide(act: 'withdraw' | 'restore' | 'retry' | 'force'): Promise<void> {
    const { rdsData, world, stage, sqs } = this.#clouds;
    const order = `md5(run_id::text || ${world.random.between(1, 9)})`;
    const fitting = {
      withdraw: 'stands',
      restore: 'withdrawn_at is not null',
      retry: "state in ('FAILED', 'REJECTED')",
      force: "state = 'DUPLICATE'",
    }[act];
    const [row] = await rdsData.ask(`select run_id from run order by (${fitting}) desc, ${order} limit 1`);
    const runId = row?.[0];
    if (typeof runId !== 'string') return;
    world.note('a person', `asks to ${act} ${runId}`);
    void this.#calls.call('api', stage.apiSeconds, async (_event, process) => {
      const database = databaseOf(this.#clouds, process, HURRIED);
      const watchdog = new QueueWatchdog(new SqsMessageQueue(sqs.client(process), WATCHDOG));
      const acts = new DatabaseRunActs(database, new DatabaseRunReports(database), watchdog);
      if (act === 'withdraw') return await acts.withdraw(runId, 'because', somebody);
      if (act === 'restore') return await acts.restore(runId, 'because', somebody);
      return await acts.retry(runId, act === 'force', somebody);
    });
  }

  /** A lifecycle rule removes a version, or a person deletes a file. */
  remove(): void {
    const { world, s3, stage } = this.#clouds;
    const keys = s3.keys(stage.landingBucket, 'landing/branch-stats/');
    if (keys.length === 0) return;
    const key = world.random.pick(keys);
    const versions = s3.versions(stage.landingBucket, key);
    const version = versions.at(-1);
    if (version === undefined) return;
    if (world.random.chance(0.5)) {
      world.note('a person', `deletes ${key}`);
      s3.hide(stage.landingBucket, key);
      return;
    }
    world.note('a lifecycle rule', `removes ${key} ${version.versionId}`);
    this.removed.add(`${key} ${version.versionId}`);
    s3.remove(stage.landingBucket, key, version.versionId);
  }

  /** Only where the day has a limit, and the limit may go. */
  changeBudget(): void {
    const { world, stage, budget } = this.#clouds;
    if (stage.dpuHoursPerDay === null) return;
    budget.dpuHoursPerDay = world.random.pick(BUDGETS);
    world.note('a person', `gives the day ${budget.dpuHoursPerDay ?? 'as many'} DPU-hours`);
  }

  liftBudget(): void {
    this.#clouds.budget.dpuHoursPerDay = null;
  }

  /** A new version of the code: the migrations run again, and workers of both versions are awake for a while. */
  deploy(): void {
    const { world } = this.#clouds;
    world.note('a person', 'deploys');
    this.deployments += 1;
    this.isCodeOld = true;
    world.after(world.random.between(1_000, 600_000), () => {
      this.isCodeOld = false;
    });
    const cutOff = world.faults.crash > 0 && world.random.chance(0.7) ? world.random.pick(CUTS) : undefined;
    void this.#calls.call('migrate', 900, async (_event, process) => {
      if (cutOff !== undefined) process.dieBefore(cutOff);
      await migrate(databaseOf(this.#clouds, process), this.#migrations);
    });
  }

  /** A deployment that failed half way is repeated. */
  deployAgain(): void {
    if (this.deployments > 0) this.deploy();
  }
}
