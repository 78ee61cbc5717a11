import type pg from 'pg';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { Glue } from './aws/glue.ts';
import { invoke } from './aws/lambda.ts';
import { RdsData } from './aws/rds-data.ts';
import { S3 } from './aws/s3.ts';
import { mapQueue, Sqs } from './aws/sqs.ts';
import { NEXT_MIGRATION, prepare } from './database.ts';
import {
  type Clouds,
  DEAD_LETTERS,
  INGEST,
  intakeFunction,
  REQUESTS,
  settleFunction,
  sweepFunction,
  WATCHDOG,
} from './functions.ts';
import { checkEnd } from './invariants/at-rest.ts';
import { probe } from './invariants/probes.ts';
import { Watch } from './invariants/watch.ts';
import { Replay } from './model/replay.ts';
import { notificationOf } from './people/notifications.ts';
import { People } from './people/people.ts';
import { drawStage, restWithinSeconds } from './stage.ts';
import { work } from './worker/worker.ts';
import { type Violation, World } from './world/world.ts';

export interface Outcome {
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  /** How much of the stated time it took, after the end of the faults, until everything was at rest. */
  readonly restShare: number;
}

/** Lambda's own retries of an event that was not answered well. */
const EVENT_RETRY_SECONDS = [60, 120];

/** What every schedule needs of the project. */
export interface Project {
  readonly jobTypes: ReturnType<typeof readJobTypes>;
  readonly migrations: ReturnType<typeof readMigrations>;
}

export const readProject = (root: string): Project => ({
  jobTypes: readJobTypes(`${root}/job-types`),
  migrations: readMigrations(`${root}/migrations`),
});

/** Lives through one schedule on an emptied database, up to the first promise that it breaks: what comes then follows from that. */
export async function runSchedule(seed: number, connection: pg.Client, project: Project): Promise<Outcome> {
  const world = new World(seed);
  const stage = drawStage(world.random);
  await prepare(connection, stage.mostWorkers);
  const s3 = new S3(world);
  const sqs = new Sqs(world);
  const replay = new Replay(world);
  const { jobTypes, migrations } = project;
  const watch = new Watch({ world, stage, s3, sqs, replay, jobTypes });
  const rdsData = new RdsData(world, connection, watch);
  watch.over(rdsData);
  let people: People | undefined;
  const glue = new Glue(world, stage.mostWorkers, (workerId, process) => {
    watch.workers.set(process, workerId);
    const isOld = people?.isCodeOld === true && world.random.chance(0.5);
    return work(workerId, process, world, { s3, sqs, rdsData }, { ...stage, isOld });
  });
  const clouds: Clouds = { world, stage, s3, sqs, glue, rdsData, jobTypes };
  people = new People(clouds, [...migrations, NEXT_MIGRATION]);
  const landed = connect(clouds, replay, watch);
  people.plan(world.random.between(5, 30), world.random.pick([300, 1_800, 5_400]));
  await world.run(world.now() + 6_000_000);
  if (world.violations.length > 0) return { violations: world.violations, trace: world.trace, restShare: 0 };
  const calm = world.now();
  world.calmDown();
  people.redriveEvery(stage.redriveEverySeconds);
  people.deployAgain();
  const bound = restWithinSeconds(stage, landed.length) * 1_000;
  await world.run(calm + bound, () => people?.isAnswered === true && isQuiet(clouds, landed, people.removed));
  const restShare = (world.now() - calm) / bound;
  if (world.violations.length === 0) {
    await probe(clouds);
    await checkEnd({ ...clouds, watch, replay, people, landed });
  }
  return { violations: world.violations, trace: world.trace, restShare };
}

/** A version that has landed, and whether S3 told of it. */
export interface Landed {
  readonly key: string;
  readonly versionId: string;
  isTold: boolean;
}

/** Ties the parts together, as the stacks do. Gives the list of what lands. */
function connect(clouds: Clouds, replay: Replay, watch: Watch): Landed[] {
  const { world, stage, s3, sqs, glue } = clouds;
  const landed: Landed[] = [];
  let invocations = 0;
  s3.onRemove = (key, versionId) => replay.removed(key, versionId);
  s3.onPut = (bucket, version) => {
    if (bucket !== stage.landingBucket) return;
    replay.landed(version);
    const one = { key: version.key, versionId: version.versionId, isTold: false };
    landed.push(one);
    // The bucket tells of its landing folder only.
    if (!version.key.startsWith('landing/')) return;
    if (world.random.chance(world.faults.notificationLost)) return world.note('S3', `loses the news of ${version.key}`);
    one.isTold = true;
    // S3 writes one record a message today, and promises no such thing.
    const before = landed.filter(() => world.random.chance(0.05)).slice(-2);
    const earlier = before.flatMap((other) => s3.find(bucket, other.key, other.versionId) ?? []);
    const told = [...earlier.filter(({ key }) => key.startsWith('landing/')), version];
    const copies = world.random.chance(world.faults.notificationDoubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = world.random.chance(world.faults.notificationLate) ? 600_000 : 2_000;
      world.after(world.random.between(10, late), () => sqs.queue(INGEST).put(notificationOf(bucket, told), 0));
    }
  };
  const common = {
    deadLetters: sqs.queue(DEAD_LETTERS),
    concurrency: stage.concurrency,
    visibilitySeconds: stage.visibilitySeconds,
  };
  mapQueue(world, {
    ...common,
    queue: sqs.queue(INGEST),
    lambda: intakeFunction(clouds),
    onDone: (body) => watch.letGo(body),
  });
  mapQueue(world, { ...common, queue: sqs.queue(REQUESTS), lambda: intakeFunction(clouds) });
  mapQueue(world, { ...common, queue: sqs.queue(WATCHDOG), lambda: settleFunction(clouds) });
  const deliver = async (event: unknown, retries: readonly number[]): Promise<void> => {
    invocations += 1;
    const outcome = await invoke(world, settleFunction(clouds), event, 1_000 + invocations);
    const [wait, ...rest] = retries;
    if ('failed' in outcome && wait !== undefined) world.after(wait * 1_000, () => void deliver(event, rest));
  };
  glue.onEvent = (event) => void deliver(event, EVENT_RETRY_SECONDS);
  const sweep = (): void => {
    invocations += 1;
    void invoke(world, sweepFunction(clouds), {}, invocations);
    world.after(stage.sweepEverySeconds * 1_000, sweep);
  };
  world.after(world.random.between(0, stage.sweepEverySeconds * 1_000), sweep);
  return landed;
}

/** No message, no worker, and every version that can be recorded has its marker. */
function isQuiet({ sqs, glue, s3, stage }: Clouds, landed: readonly Landed[], removed: ReadonlySet<string>): boolean {
  const messages = [INGEST, REQUESTS, WATCHDOG].reduce((sum, name) => sum + sqs.queue(name).messages.size, 0);
  if (messages > 0 || !glue.isIdle) return false;
  return landed.every(
    ({ key, versionId }) =>
      !key.startsWith('landing/') ||
      removed.has(`${key} ${versionId}`) ||
      s3.find(stage.resultsBucket, `recorded/${key}/${versionId}`) !== undefined,
  );
}
