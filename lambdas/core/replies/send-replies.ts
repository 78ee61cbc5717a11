import { DatabaseWakingError } from '../database/index.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import { type Composing, compose } from './compose.ts';
import { fitsMessage, messageOf, placeOfReply, type ReplyPlace } from './reply.ts';
import { type DueReply, dueReplies, replyFailed, replySent, sealReply, type Whose } from './reply-store.ts';
import type { ResponseQueue } from './response-queue.ts';

export interface Replying extends Composing {
  readonly objects: ObjectStore;
  readonly responses: ResponseQueue;
  readonly resultsBucket: string;
  readonly telemetry: Telemetry;
}

interface SealedReply {
  readonly text: string;
  readonly place: ReplyPlace;
}

/**
 * Sends the replies that are due. Each text is kept before it is sent first, so a crash between sending and noting that
 * sends the same bytes again; a reply that could not be sent stays due.
 * @returns how many could not be sent
 * @throws DatabaseWakingError
 */
export async function sendReplies(whose: Whose, replying: Replying): Promise<number> {
  let failures = 0;
  for (const reply of await dueReplies(replying.database, whose)) {
    const { requestId, runId } = reply;
    const isSent = await replying.telemetry.following({ requestId, runId: runId ?? undefined }, () =>
      trySending(reply, replying),
    );
    failures += isSent ? 0 : 1;
  }
  return failures;
}

async function trySending(due: DueReply, replying: Replying): Promise<boolean> {
  try {
    await sendReply(due, replying);
    return true;
  } catch (error) {
    if (error instanceof DatabaseWakingError) {
      throw error;
    }
    await noteFailure(due, error, replying);
    return false;
  }
}

async function sendReply(due: DueReply, replying: Replying): Promise<void> {
  const sealed = (await keptReply(due, replying)) ?? (await sealNewReply(due, replying));
  if (sealed === undefined) {
    return;
  }
  const { database, responses, telemetry } = replying;
  await responses.send(messageOf(sealed.text, sealed.place));
  await replySent(database, due, responses.address);
  telemetry.count(METRICS.repliesSent);
  telemetry.info('Sent a reply.', { requestId: due.requestId, runId: due.runId, bytes: sealed.place.size });
}

/** @returns undefined when no text is kept, or its object is gone */
async function keptReply(due: DueReply, { objects, resultsBucket }: Replying): Promise<SealedReply | undefined> {
  if (due.sealedKey === null) {
    return undefined;
  }
  const text = await objects.read(resultsBucket, due.sealedKey);
  const place = text === undefined ? undefined : placeOfReply(resultsBucket, due.requestId, text);
  return text !== undefined && place?.sha256 === due.sealedSha256 ? { text, place } : undefined;
}

/** @returns undefined when the run is open again */
async function sealNewReply(due: DueReply, replying: Replying): Promise<SealedReply | undefined> {
  const { database, objects, resultsBucket } = replying;
  const text = await compose(due, replying);
  if (text === undefined) {
    return undefined;
  }
  const place = placeOfReply(resultsBucket, due.requestId, text);
  await objects.write(resultsBucket, place.key, text);
  const sha256 = await sealReply(database, due, due.sealedSha256, place, fitsMessage(text));
  if (sha256 !== place.sha256) {
    throw new Error('Another reply was kept meanwhile; it is sent next.');
  }
  return { text, place };
}

async function noteFailure(due: DueReply, error: unknown, { database, telemetry }: Replying): Promise<void> {
  const { requestId, runId } = due;
  telemetry.count(METRICS.replyFailures);
  telemetry.error('A reply could not be sent; it stays due.', error, { requestId, runId });
  const name = error instanceof Error ? error.name : 'unknown';
  await replyFailed(database, due, `The last try ended with an error of the kind ${name}; it is tried again.`);
}
