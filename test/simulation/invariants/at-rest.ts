import { placeOf } from '../../../lambdas/core/landing/index.ts';
import { replySchema } from '../../../lambdas/core/replies/index.ts';
import type { Message } from '../aws/sqs.ts';
import { type Clouds, DEAD_LETTERS, INGEST, REQUESTS, RESPONSES, WATCHDOG } from '../functions.ts';
import type { Landed } from '../landed.ts';
import type { Replay } from '../model/replay.ts';
import type { People } from '../people/people.ts';
import { requestKey } from '../people/requests.ts';
import { money } from '../worker/attempt.ts';
import { checkBatches } from './batches.ts';
import { checkCleanRun } from './clean-run.ts';
import { isResting } from './message.ts';
import type { Watch } from './watch.ts';

export interface End extends Clouds {
  readonly watch: Watch;
  readonly replay: Replay;
  readonly people: People;
  readonly landed: readonly Landed[];
}

/** Checks what must hold once everything has come to rest. */
export async function checkEnd(end: End): Promise<void> {
  await end.watch.look();
  checkQueues(end);
  checkRubbish(end);
  await checkOpenRuns(end);
  await checkRecorded(end);
  await checkBatches(end);
  await checkModel(end);
  await checkCleanRun(end);
  await checkDeployment(end);
  await checkReplies(end);
}

function checkQueues({ world, sqs, glue, people }: End): void {
  for (const name of [INGEST, REQUESTS, WATCHDOG]) {
    for (const { body, receives } of sqs.queue(name).messages.values()) {
      // It rests to the end; whether its run still waits is looked at below.
      if (isResting(body)) continue;
      world.violated(
        'everything comes to rest in the stated time',
        `${name} still holds ${body}, received ${receives} times`,
      );
    }
  }
  if (!glue.isIdle) world.violated('everything comes to rest in the stated time', 'a worker is still awake');
  for (const { body, attributes } of sqs.queue(DEAD_LETTERS).messages.values()) {
    if (!people.rubbish.poison.has(body)) world.violated('only rubbish ends among the dead letters', body);
    if (attributes['Reason'] === undefined && attributes['MovedBySqs'] === undefined)
      world.violated('every dead letter has its reason', body);
  }
}

/** What nobody could use was sent once more when nothing went wrong any more: it is a dead letter with a reason. */
function checkRubbish({ world, sqs, people }: End): void {
  const dead = [...sqs.queue(DEAD_LETTERS).messages.values()];
  for (const rubbish of people.rubbish.late) {
    const its = dead.filter(({ body }) => body === rubbish);
    const isBuried = its.length > 0 && its.every(({ attributes }) => attributes['Reason'] !== undefined);
    if (!isBuried) world.violated('rubbish is a dead letter at once, with a reason', rubbish);
  }
}

async function checkOpenRuns({ world, rdsData }: End): Promise<void> {
  const open = await rdsData.ask(`select run_id, state, attempts from run where state in ('PENDING', 'IN_PROGRESS')`);
  for (const row of open) world.violated('no run hangs', row.join(' '));
  const awake = await rdsData.ask(`select worker_id from worker where state <> 'GONE'`);
  // A worker of which nobody takes notice any more keeps a place until the next run is watched.
  world.note('the end', `${awake.length} workers are still written down as awake`);
}

/** Each landed version has exactly one run, or was dropped by rule. */
async function checkRecorded({ world, rdsData, landed, people, jobTypes }: End): Promise<void> {
  const rows = await rdsData.ask('select key, version_id from run_source union select key, version_id from batch_file');
  const recorded = new Set(rows.map(([key, versionId]) => `${key} ${versionId}`));
  for (const { key, versionId, isTold } of landed) {
    const kind = placeOf(key, 0, jobTypes).kind;
    const isDropped = kind === 'folder-marker' || kind === 'outside-landing';
    // Nobody can know of an object that was gone before anyone told of it or looked.
    const isUnknowable = people.removed.has(`${key} ${versionId}`) && !isTold;
    const isRecorded = recorded.has(`${key} ${versionId}`);
    if (isDropped && isRecorded) world.violated('what is no source gets no run', `${key} ${versionId}`);
    if (!isDropped && !isUnknowable && !isRecorded)
      world.violated('no landed file is forgotten', `${key} ${versionId}`);
  }
}

async function checkModel({ world, rdsData, replay }: End): Promise<void> {
  const promise = 'the database ends as the model says';
  const rows = await rdsData.ask(
    'select run_id, state, counts, superseded_by, duplicate_of, withdrawn_at is not null from run order by created_at, run_id',
  );
  for (const [runId, state, counts, supersededBy, duplicateOf, isWithdrawn] of rows) {
    const run = replay.model.runs.get(String(runId));
    const known = run && [run.state, run.counts, run.supersededBy ?? null, run.duplicateOf ?? null, run.isWithdrawn];
    const found = [state, counts === 't', supersededBy, duplicateOf, isWithdrawn === 't'];
    if (JSON.stringify(known) !== JSON.stringify(found)) {
      world.violated(
        promise,
        `${runId}: the model has ${JSON.stringify(known)}, the database ${JSON.stringify(found)}`,
      );
    }
  }
  const totals = await rdsData.ask('select branch_code, count, min, max, sum from branch_stats_total order by 1');
  const expected = [...replay.model.totals().values()]
    .sort((a, b) => (a.branch < b.branch ? -1 : 1))
    .map(({ branch, count, min, max, sum }) => [branch, String(count), money(min), money(max), money(sum)]);
  if (JSON.stringify(totals) !== JSON.stringify(expected)) {
    world.violated(promise, `totals are ${JSON.stringify(totals)}, the model says ${JSON.stringify(expected)}`);
  }
}

/** However often it was deployed, and wherever that broke off, a migration is applied once and as a whole. */
async function checkDeployment({ world, rdsData, people }: End): Promise<void> {
  if (people.deployments === 0) return;
  const found = await rdsData
    .ask('select count(*), count(note) from deployed')
    .catch((error: unknown) => String(error));
  if (JSON.stringify(found) !== '[["1","0"]]') {
    world.violated('a migration is applied once and as a whole', JSON.stringify(found));
  }
}

/** Every request has its reply, sent after it was made last, and all that are sent are the same. */
async function checkReplies({ world, rdsData, sqs, people }: End): Promise<void> {
  const replies = new Map<string, Message[]>();
  for (const message of sqs.queue(RESPONSES).messages.values()) {
    const { requestId, request } = replySchema.parse(JSON.parse(message.body));
    const key = requestKey(requestId, request.source);
    replies.set(key, [...(replies.get(key) ?? []), message]);
  }
  const rows = await rdsData.ask('select request_id, source, reply_due from request');
  const known = new Map(rows.map(([id, source, isDue]) => [requestKey(String(id), source), isDue === 't']));
  for (const key of people.requests.asked.keys()) if (!known.has(key)) world.violated('no request is lost', key);
  for (const [key, isDue] of known) {
    const sent = replies.get(key) ?? [];
    const last = Math.max(...sent.map(({ sentAt }) => sentAt));
    const isOwed = isDue || sent.length === 0 || last < (people.requests.asked.get(key) ?? 0);
    if (isOwed) world.violated('every request has its reply', key);
    if (new Set(sent.map(({ body }) => body)).size > 1)
      world.violated('a request has one reply, however often it is sent', key);
  }
}
