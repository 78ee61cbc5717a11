import type pg from 'pg';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { Glue } from './aws/glue.ts';
import { RdsData } from './aws/rds-data.ts';
import { S3 } from './aws/s3.ts';
import type { Message } from './aws/sqs.ts';
import { Sqs } from './aws/sqs.ts';
import { withBatches } from './batches.ts';
import { connect } from './connect.ts';
import { NEXT_MIGRATION, prepare } from './database.ts';
import { type Clouds, INGEST, REQUESTS, WATCHDOG } from './functions.ts';
import { checkEnd } from './invariants/at-rest.ts';
import { isResting } from './invariants/message.ts';
import { probe } from './invariants/probes.ts';
import { Watch } from './invariants/watch.ts';
import type { Landed } from './landed.ts';
import { Replay } from './model/replay.ts';
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

/** What every schedule needs of the project. */
export interface Project {
  readonly jobTypes: ReturnType<typeof readJobTypes>;
  readonly migrations: ReturnType<typeof readMigrations>;
}

export const readProject = (root: string): Project => ({
  jobTypes: withBatches(readJobTypes(`${root}/job-types`)),
  migrations: readMigrations(`${root}/migrations`),
});

/** Lives through one schedule on an emptied database, up to the first promise that it breaks: what comes then follows from that. */
export async function runSchedule(seed: number, connection: pg.Client, project: Project): Promise<Outcome> {
  const world = new World(seed);
  const stage = drawStage(world.random);
  await prepare(connection, stage.mostWorkers);
  const s3 = new S3(world);
  const sqs = new Sqs(world);
  const replay = new Replay(world, stage.landingBucket);
  const { jobTypes, migrations } = project;
  const watch = new Watch({ world, stage, s3, sqs, replay, jobTypes });
  const rdsData = new RdsData(world, connection, watch, stage.figuresTimeOut);
  let people: People | undefined;
  const glue = new Glue(world, stage.mostWorkers, (workerId, process) => {
    watch.workers.set(process, workerId);
    const isOld = people?.isCodeOld === true && world.random.chance(0.5);
    return work(workerId, process, world, { s3, sqs, rdsData }, { ...stage, isOld });
  });
  watch.over(rdsData, glue);
  const clouds: Clouds = {
    world,
    stage,
    s3,
    sqs,
    glue,
    rdsData,
    jobTypes,
    budget: { dpuHoursPerDay: stage.dpuHoursPerDay },
  };
  people = new People(clouds, [...migrations, NEXT_MIGRATION]);
  const landed = connect(clouds, { replay, watch });
  people.plan(world.random.between(5, 30), world.random.pick([300, 1_800, 5_400]));
  await world.run(world.now() + 6_000_000);
  if (world.violations.length > 0) return { violations: world.violations, trace: world.trace, restShare: 0 };
  const calm = world.now();
  world.calmDown();
  people.rubbish.redriveEvery(stage.redriveEverySeconds);
  people.liftBudget();
  people.deployAgain();
  people.rubbish.sendLate();
  const bound = restWithinSeconds(stage, landed.length, people.batches.areIncomplete) * 1_000;
  await world.run(calm + bound, () => people !== undefined && isQuiet(clouds, landed, people));
  const restShare = (world.now() - calm) / bound;
  if (world.violations.length === 0) {
    await probe(clouds);
    await checkEnd({ ...clouds, watch, replay, people, landed });
  }
  return { violations: world.violations, trace: world.trace, restShare };
}

/** Nothing is under way: no message, no dead letter that is no rubbish, no worker; every version has its marker that can. */
function isQuiet({ sqs, glue, s3, stage }: Clouds, landed: readonly Landed[], people: People): boolean {
  const messages = [INGEST, REQUESTS, WATCHDOG].flatMap((name) => [...sqs.queue(name).messages.values()]);
  // A watchdog that rests does so to the end, also when nothing is left to wait for.
  const isOver = ({ body }: Message): boolean => !people.batches.areIncomplete && isResting(body);
  if (!messages.every(isOver) || !glue.isIdle || !people.isDone) return false;
  return landed.every(
    ({ key, versionId }) =>
      !key.startsWith('landing/') ||
      people.removed.has(`${key} ${versionId}`) ||
      s3.find(stage.resultsBucket, `recorded/${key}/${versionId}`) !== undefined,
  );
}
