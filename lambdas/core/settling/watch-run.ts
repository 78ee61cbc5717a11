import { DatabaseAwayError } from '../database/index.ts';
import { parseJson, usable } from '../dead-letters/index.ts';
import {
  LONGEST_DELAY_SECONDS,
  nudgeFor,
  refusalFor,
  refusalMessageSchema,
  restingWatchdogFor,
  watchdogFor,
  watchdogMessageSchema,
} from '../queues/watchdog.ts';
import { sendReplies, type Whose } from '../replies/index.ts';
import { giveUpWaiting, noteWatchdog, type ReleasedRun, readWatchedRun } from '../run-store/index.ts';
import type { OpenRun, RunId, RunState, WatchedRun } from '../runs/index.ts';
import { METRICS, type MetricName } from '../telemetry/telemetry.ts';
import { wakeWorkers } from '../workers/index.ts';
import { freeDeadWorkers } from './free-workers.ts';
import { tellLateness } from './lateness.ts';
import type { Settling } from './settling.ts';

/** Even with a watchdog delay of 0, a run is not looked at more often than this. */
const SHORTEST_DELAY_SECONDS = 1;

type PendingRun = Extract<WatchedRun, { state: 'PENDING' }>;

/** What a run that was closed is counted as, by the last watchdog of its chain. */
const CLOSED_AS: Readonly<Partial<Record<RunState, MetricName>>> = {
  SUCCEEDED: METRICS.runsSucceeded,
  REJECTED: METRICS.runsRejected,
  FAILED: METRICS.runsFailed,
  DUPLICATE: METRICS.runsDuplicate,
};

/**
 * Handles one watchdog message. An open run is looked after and gets its next message as the very last thing, so that a
 * failure on the way leaves this message to come again instead of two. Where there are two all the same, the one that finds
 * the other on its way ends. A closed or unknown run lets the chain end, but not before the replies to those who asked for it
 * are sent.
 * @throws UnusableMessageError when the body is no watchdog message
 * @throws when the database cannot be asked, or the next message cannot be sent
 */
export async function watchRun(body: string, settling: Settling): Promise<void> {
  const content = parseJson(body);
  const refusal = refusalMessageSchema.safeParse(content).data;
  if (refusal !== undefined) {
    settling.telemetry.follow({ requestId: refusal.requestId });
    await reply(refusal, refusalFor(refusal), settling);
    return;
  }
  const { runId, renew, restSeconds } = usable(watchdogMessageSchema, content, 'The message is none of a watchdog');
  settling.telemetry.follow({ runId });
  if (restSeconds > 0) {
    return rest(runId, restSeconds, settling);
  }
  const run = await readWatchedRun(settling.database, runId);
  if (run === undefined || !isOpen(run)) {
    return watchedToTheEnd(run, runId, renew, settling);
  }
  if (renew && run.isWatched) {
    settling.telemetry.info('Another watchdog of the run is on its way.', { runId });
    return;
  }
  if (run.state === 'PENDING' && run.waitingFor === 'files') {
    return awaitFiles(run, settling);
  }
  await tellLateness(run, settling);
  const freed = await lookAfter(run, settling);
  for (const other of freed.filter((other) => other.runId !== runId)) {
    await nudgeAfterPause(other.runId, settling);
  }
  await (renew ? sendNext(runId, settling) : nudgeAfterPause(runId, settling));
}

/**
 * Sends the replies; with the last of them the chain ends, and the run is counted. Only the chain that renews itself counts,
 * since there is one of it; looks beside it come as often as they are asked for.
 */
async function watchedToTheEnd(
  run: WatchedRun | undefined,
  runId: RunId,
  renew: boolean,
  settling: Settling,
): Promise<void> {
  const { telemetry } = settling;
  telemetry.info('A watchdog found no open run.', { runId, state: run?.state ?? 'unknown' });
  const areSent = await reply(runId, renew ? watchdogFor(runId) : nudgeFor(runId), settling);
  const metric = run && CLOSED_AS[run.state];
  if (renew && areSent && metric !== undefined) {
    telemetry.count(metric);
  }
}

async function rest(runId: RunId, restSeconds: number, settling: Settling): Promise<void> {
  const { message, delaySeconds } = restingWatchdogFor(runId, restSeconds);
  await settling.watchdog.send(message, delaySeconds);
}

/** Nothing is to be done for a run that lacks files but to tell, one day, that they have not come. */
async function awaitFiles({ runId, restSeconds }: PendingRun, settling: Settling): Promise<void> {
  if (restSeconds > 0) {
    return rest(runId, restSeconds, settling);
  }
  const state = await giveUpWaiting(settling.database, runId);
  settling.telemetry.info('A run has waited for its files for long enough.', { runId, state });
  // Unless its files came meanwhile, its replies go out now.
  await settling.watchdog.send(watchdogFor(runId), 0);
}

const isOpen = (run: WatchedRun): run is OpenRun => run.state === 'PENDING' || run.state === 'IN_PROGRESS';

/**
 * Trouble with Glue must not end the watching: were it thrown, the message would come again some times and then be
 * gone, and with it the last one that looks after the run. Only a database that is away is worth a redelivery.
 */
async function lookAfter(run: OpenRun, settling: Settling): Promise<readonly ReleasedRun[]> {
  const freed: ReleasedRun[] = [];
  try {
    freed.push(...(await freeDeadWorkers(run.jobType, settling)));
    await wakeWorkers(run.jobType, settling);
  } catch (error) {
    if (error instanceof DatabaseAwayError) {
      throw error;
    }
    settling.telemetry.count(METRICS.messagesFailed);
    settling.telemetry.error('A run could not be looked after; the next watchdog tries again.', error, {
      runId: run.runId,
    });
  }
  return freed;
}

/** The run is read anew: a dead worker may just have given it back, with a pause that the next message waits for. */
async function sendNext(runId: RunId, settling: Settling): Promise<void> {
  const run = await readWatchedRun(settling.database, runId);
  if (run === undefined || !isOpen(run)) {
    return watchedToTheEnd(run, runId, true, settling);
  }
  const delaySeconds = nextDelaySeconds(run, settling.watchdogDelaySeconds);
  await settling.watchdog.send(watchdogFor(runId), delaySeconds);
  await noteWatchdog(settling.database, runId, run.seenAt, delaySeconds);
}

/**
 * Sends what replies are due. Where one could not be sent, the message comes again later in place of this one, since nobody
 * else would send it: after a pause that doubles with each failure, so that the database may sleep meanwhile.
 * @returns whether none is due any more
 */
async function reply(whose: Whose, message: unknown, settling: Settling): Promise<boolean> {
  const failures = await sendReplies(whose, settling);
  if (failures === 0) {
    return true;
  }
  const first = Math.max(settling.watchdogDelaySeconds, SHORTEST_DELAY_SECONDS);
  await settling.watchdog.send(message, Math.min(first * 2 ** (failures - 1), LONGEST_DELAY_SECONDS));
  return false;
}

/** A run that pauses between two attempts gets a look when the pause is over, besides its own watchdog. */
async function nudgeAfterPause(runId: RunId, settling: Settling): Promise<void> {
  const run = await readWatchedRun(settling.database, runId);
  if (run?.state === 'PENDING' && run.readyInSeconds > 0) {
    await settling.watchdog.send(nudgeFor(runId), nextDelaySeconds(run, settling.watchdogDelaySeconds));
  }
}

function nextDelaySeconds(run: OpenRun, usual: number): number {
  const pause = run.state === 'PENDING' ? run.readyInSeconds : 0;
  const delay = pause > 0 ? pause : delayWithoutPause(run, usual);
  return Math.min(Math.max(delay, SHORTEST_DELAY_SECONDS), LONGEST_DELAY_SECONDS);
}

/** Looking more often would only keep the database awake: budget comes with the day, or with a limit that somebody raises. */
const delayWithoutPause = (run: OpenRun, usual: number): number =>
  run.state === 'PENDING' && run.waitingFor === 'budget'
    ? Math.min(run.dayEndsInSeconds, LONGEST_DELAY_SECONDS)
    : usual;
