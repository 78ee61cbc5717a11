import { DatabaseAwayError } from '../database/index.ts';
import { parseJson, usable } from '../dead-letters/index.ts';
import {
  LONGEST_DELAY_SECONDS,
  nudgeFor,
  refusalFor,
  refusalMessageSchema,
  watchdogFor,
  watchdogMessageSchema,
} from '../queues/watchdog.ts';
import { sendReplies, type Whose } from '../replies/index.ts';
import { noteWatchdog, type ReleasedRun, readWatchedRun } from '../run-store/index.ts';
import type { RunId, WatchedRun } from '../runs/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { wakeWorkers } from '../workers/index.ts';
import { freeDeadWorkers } from './free-workers.ts';
import type { Settling } from './settling.ts';

/** Even with a watchdog delay of 0, a run is not looked at more often than this. */
const SHORTEST_DELAY_SECONDS = 1;

type OpenRun = Extract<WatchedRun, { state: 'PENDING' | 'IN_PROGRESS' }>;

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
    return reply(refusal, refusalFor(refusal), settling);
  }
  const { runId, renew } = usable(watchdogMessageSchema, content, 'The message is none of a watchdog');
  const run = await readWatchedRun(settling.database, runId);
  if (run === undefined || !isOpen(run)) {
    settling.telemetry.info('A watchdog found no open run.', { runId, state: run?.state ?? 'unknown' });
    return reply(runId, renew ? watchdogFor(runId) : nudgeFor(runId), settling);
  }
  if (renew && run.isWatched) {
    settling.telemetry.info('Another watchdog of the run is on its way.', { runId });
    return;
  }
  const freed = await lookAfter(run, settling);
  for (const other of freed.filter((other) => other.runId !== runId)) {
    await nudgeAfterPause(other.runId, settling);
  }
  await (renew ? sendNext(runId, settling) : nudgeAfterPause(runId, settling));
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
    return reply(runId, watchdogFor(runId), settling);
  }
  const delaySeconds = nextDelaySeconds(run, settling.watchdogDelaySeconds);
  await settling.watchdog.send(watchdogFor(runId), delaySeconds);
  await noteWatchdog(settling.database, runId, run.seenAt, delaySeconds);
}

/**
 * Sends what replies are due. Where one could not be sent, the message comes again later in place of this one: as often as
 * it takes, since nobody else would send them.
 */
async function reply(whose: Whose, message: unknown, settling: Settling): Promise<void> {
  if ((await sendReplies(whose, settling)) > 0) {
    await settling.watchdog.send(message, Math.max(settling.watchdogDelaySeconds, SHORTEST_DELAY_SECONDS));
  }
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
  const delay = pause > 0 ? pause : usual;
  return Math.min(Math.max(delay, SHORTEST_DELAY_SECONDS), LONGEST_DELAY_SECONDS);
}
