import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { S3ObjectStore } from '../../../lambdas/core/objects/s3-object-store.ts';
import type { RdsData } from '../aws/rds-data.ts';
import type { S3 } from '../aws/s3.ts';
import type { Sqs } from '../aws/sqs.ts';
import { WATCHDOG } from '../functions.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { Attempt, type Claim, type Workplace } from './attempt.ts';
import { STATEMENTS } from './statements.ts';
import { WorkerDatabase } from './worker-database.ts';

export interface WorkerSettings {
  readonly landingBucket: string;
  readonly resultsBucket: string;
  readonly timeBudgetSeconds: number;
  readonly lingerSeconds: number;
  readonly longestReadingSeconds: number;
  /** Its code knows nothing of corrections. */
  readonly isOld: boolean;
}

const POLL_MILLISECONDS = 500;
const BEAT_MILLISECONDS = 10_000;
const LOG = '/log/group/jr';

/** worker.py: claims and does runs until none is left. Gives false when it broke. */
export async function work(
  workerId: string,
  process: Process,
  world: World,
  clouds: { readonly s3: S3; readonly sqs: Sqs; readonly rdsData: RdsData },
  settings: WorkerSettings,
): Promise<boolean> {
  const sleep = (milliseconds: number): Promise<void> => process.sleep(milliseconds);
  const database = new WorkerDatabase(clouds.rdsData.client(process), sleep);
  const place = workplace(workerId, database, process, world, clouds, settings);
  try {
    return await claimAndDo(place, world, sleep, settings);
  } catch (error) {
    world.note(process.name, `the worker broke: ${String(error)}`);
    const reason = JSON.stringify({ code: 'worker-died', message: 'The worker broke.' });
    await database
      .value(STATEMENTS.release, { worker_id: workerId, error: reason, log_location: LOG })
      .catch(() => null);
    return false;
  }
}

async function claimAndDo(
  place: Workplace,
  world: World,
  sleep: (milliseconds: number) => Promise<void>,
  { timeBudgetSeconds, lingerSeconds, isOld }: WorkerSettings,
): Promise<boolean> {
  const { workerId, database } = place;
  const begun = world.now();
  let idleSince = begun;
  for (;;) {
    if (world.now() - begun >= timeBudgetSeconds * 1_000) {
      const reason = JSON.stringify({ code: 'worker-stopped', message: "The worker's time budget is spent." });
      await database.value(STATEMENTS.release, { worker_id: workerId, error: reason, log_location: LOG });
      return true;
    }
    const sql = isOld ? STATEMENTS.claimAsOlderCode : STATEMENTS.claim;
    const answer = JSON.parse(String(await database.value(sql, { worker_id: workerId }))) as {
      alive: boolean;
      run: Claim | null;
    };
    if (!answer.alive) return true;
    if (answer.run !== null) {
      await new Attempt(place, answer.run).do();
      idleSince = world.now();
    } else if (
      world.now() - idleSince >= lingerSeconds * 1_000 &&
      (await database.value(STATEMENTS.retire, { worker_id: workerId })) === true
    ) {
      return true;
    } else {
      await sleep(POLL_MILLISECONDS);
    }
  }
}

function workplace(
  workerId: string,
  database: WorkerDatabase,
  process: Process,
  world: World,
  { s3, sqs }: { readonly s3: S3; readonly sqs: Sqs },
  { landingBucket, resultsBucket, longestReadingSeconds }: WorkerSettings,
): Workplace {
  const client = s3.client(process);
  const objects = new S3ObjectStore(client);
  return {
    workerId,
    database,
    async find(key, versionId) {
      const place = { Bucket: landingBucket, Key: key, VersionId: versionId };
      const isThere = await client.send(new HeadObjectCommand(place)).catch(gone);
      return isThere && s3.find(landingBucket, key, versionId);
    },
    async list(key) {
      const found: string[] = [];
      for (
        let next: { key: string; versionId: string } | undefined, first = true;
        first || next !== undefined;
        first = false
      ) {
        const page = await objects.listVersions(landingBucket, key, next);
        found.push(...page.versions.filter((version) => version.key === key).map(({ versionId }) => versionId));
        next = page.next;
      }
      return found;
    },
    async reading(beat) {
      const ends = world.now() + world.random.between(100, longestReadingSeconds * 1_000);
      while (world.now() < ends) {
        await process.sleep(Math.min(BEAT_MILLISECONDS, ends - world.now()));
        if (world.now() < ends && !(await beat().catch(() => true))) return false;
      }
      return true;
    },
    async putQuarantine(prefix, lines) {
      const put = (key: string, body: string) =>
        client.send(new PutObjectCommand({ Bucket: resultsBucket, Key: key, Body: body }));
      await put(`${prefix}part-00000.csv.gz`, '');
      await put(`${prefix}index.json`, JSON.stringify(lines));
    },
    async nudge(runId) {
      const MessageBody = JSON.stringify({ runId, renew: false });
      const command = new SendMessageCommand({ QueueUrl: WATCHDOG, MessageBody });
      await sqs
        .client(process)
        .send(command)
        .catch(() => undefined);
    },
    async getQuarantine(prefix) {
      const place = { Bucket: resultsBucket, Key: `${prefix}index.json` };
      const found = await client.send(new GetObjectCommand(place)).catch(gone);
      return found && (JSON.parse((await found.Body?.transformToString()) ?? '') as number[]);
    },
  };
}

function gone(error: unknown): undefined {
  if (error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name)) return undefined;
  throw error;
}
