import { invoke, type LambdaFunction } from './aws/lambda.ts';
import { mapQueue } from './aws/sqs.ts';
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
import { Looks } from './invariants/looks.ts';
import { Pay } from './invariants/pay.ts';
import { Starts } from './invariants/starts.ts';
import { Sweeps } from './invariants/sweeps.ts';
import type { Watch } from './invariants/watch.ts';
import type { Landed } from './landed.ts';
import type { Replay } from './model/replay.ts';
import { notificationOf } from './people/notifications.ts';

/** Lambda's own retries of an event that was not answered well. */
const EVENT_RETRY_SECONDS = [60, 120];

/** Those who look at what happens between the parts. */
export interface Judges {
  readonly replay: Replay;
  readonly watch: Watch;
}

/** Ties the parts together, as the stacks do. Gives the list of what lands. */
export function connect(clouds: Clouds, { replay, watch }: Judges): readonly Landed[] {
  const { world, stage, s3, sqs, glue } = clouds;
  const landed: Landed[] = [];
  const removedKeys = new Set<string>();
  s3.onRemove = (key, versionId) => {
    removedKeys.add(key);
    replay.removed(key, versionId);
  };
  tellOfLanding(clouds, landed, replay);
  const looks = new Looks(world);
  const starts = new Starts(world);
  const pay = new Pay(world, glue);
  const sweeps = new Sweeps({ world, stage, s3, landed, removedKeys });
  s3.onList = (process) => sweeps.listed(process);
  sqs.onSend = (process, queue, message) => {
    looks.sent(process, queue, message);
    sweeps.sent(process, message);
  };
  glue.isMissed = (workerId) => watch.isMissed(workerId);
  glue.onStart = (process, workerId, isStarted) => starts.asked(process, workerId, isStarted);
  watch.onCommitted = (committed) => {
    starts.take(committed);
    pay.take(committed);
  };

  const settling = settleFunction(clouds);
  const settle: LambdaFunction = {
    ...settling,
    code: (event, process) => {
      looks.received(process, event);
      pay.received(process, event);
      return settling.code(event, process);
    },
  };
  const common = {
    deadLetters: sqs.queue(DEAD_LETTERS),
    concurrency: stage.concurrency,
    visibilitySeconds: stage.visibilitySeconds,
  };
  const intake = { ...common, lambda: intakeFunction(clouds) };
  mapQueue(world, { ...intake, queue: sqs.queue(INGEST), onDone: (body) => watch.letGo(body) });
  mapQueue(world, { ...intake, queue: sqs.queue(REQUESTS) });
  mapQueue(world, { ...common, queue: sqs.queue(WATCHDOG), lambda: settle });
  let invocations = 0;
  const deliver = async (event: unknown, retries: readonly number[]): Promise<void> => {
    invocations += 1;
    const outcome = await invoke(world, settle, event, 1_000 + invocations);
    const [wait, ...rest] = retries;
    if ('failed' in outcome && wait !== undefined) world.after(wait * 1_000, () => void deliver(event, rest));
  };
  glue.subscribe((event) => void deliver(event, EVENT_RETRY_SECONDS));
  sweepNowAndThen(clouds, sweeps);
  return landed;
}

/** S3's notifications, which may be lost, doubled and late. */
function tellOfLanding({ world, stage, s3, sqs }: Clouds, landed: Landed[], replay: Replay): void {
  const { random } = world;
  s3.onPut = (bucket, version) => {
    if (bucket !== stage.landingBucket) return;
    replay.landed(version);
    const one = { key: version.key, versionId: version.versionId, landedAt: world.now(), isTold: false };
    landed.push(one);
    // The bucket tells of its landing folder only.
    if (!version.key.startsWith('landing/')) return;
    if (random.chance(world.faults.notificationLost)) return world.note('S3', `loses the news of ${version.key}`);
    one.isTold = true;
    // S3 writes one record a message today, and promises no such thing.
    const before = landed.filter(() => random.chance(0.05)).slice(-2);
    const earlier = before.flatMap((other) => s3.find(bucket, other.key, other.versionId) ?? []);
    const told = [...earlier.filter(({ key }) => key.startsWith('landing/')), version];
    const copies = random.chance(world.faults.notificationDoubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = random.chance(world.faults.notificationLate) ? 600_000 : 2_000;
      world.after(random.between(10, late), () => sqs.queue(INGEST).put(notificationOf(bucket, told), 0));
    }
  };
}

function sweepNowAndThen(clouds: Clouds, sweeps: Sweeps): void {
  const { world, stage } = clouds;
  const sweeping = sweepFunction(clouds);
  const code: LambdaFunction['code'] = (event, process) =>
    sweeps.invoked(process, async () => (await sweeping.code(event, process)) === true);
  let invocations = 0;
  const sweep = (): void => {
    invocations += 1;
    void invoke(world, { ...sweeping, code }, {}, invocations);
    world.after(stage.sweepEverySeconds * 1_000, sweep);
  };
  world.after(world.random.between(0, stage.sweepEverySeconds * 1_000), sweep);
}
