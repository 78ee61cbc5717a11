import { DatabaseAwayError } from '../database/index.ts';
import { reasonOf } from '../dead-letters/index.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import { type ComposedReply, type Composing, compose, composeInWords } from './compose.ts';
import { fitsMessage, messageOf, placeOfReply, type ReplyPlace } from './reply.ts';
import { type DueReply, dueReplies, replySent, replyTryFailed, sealReply, type Whose } from './reply-store.ts';
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

/** With so many failures in a row to make its text, a reply says that and no more. */
export const MOST_TEXT_TRIES = 5;

/** A reply that its queue does not take is given up after as many tries: a week, by the pauses that `settle` makes. */
export const MOST_SEND_TRIES = 672;

/** The text of a reply could not be made. */
class TextError extends Error {
  override readonly name = 'TextError';
}

/**
 * Sends the replies that are due. Each text is kept before it is sent first, so a crash between sending and noting that
 * sends the same bytes again; a reply that could not be sent stays due, but not for ever.
 * @returns how often in a row the most troublesome of those has failed that are still due; 0 when none is
 * @throws DatabaseAwayError
 */
export async function sendReplies(whose: Whose, replying: Replying): Promise<number> {
  let failures = 0;
  for (const reply of await dueReplies(replying.database, whose)) {
    const { requestId, runId } = reply;
    const tries = await replying.telemetry.following({ requestId, runId: runId ?? undefined }, () =>
      trySending(reply, replying),
    );
    failures = Math.max(failures, tries);
  }
  return failures;
}

/** @returns how often in a row it has failed, when it is still due */
async function trySending(due: DueReply, replying: Replying): Promise<number> {
  try {
    await sendReply(due, replying);
    return 0;
  } catch (error) {
    if (error instanceof DatabaseAwayError) {
      throw error;
    }
    return await noteFailure(due, error, replying);
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
  if (text === undefined || place?.sha256 !== due.sealedSha256) {
    return undefined;
  }
  if (!fitsMessage(text)) {
    // Its days are counted from now on, as whoever is sent the message expects.
    await objects.write(resultsBucket, place.key, text);
  }
  return { text, place };
}

/** @returns undefined when the run is open again */
async function sealNewReply(due: DueReply, replying: Replying): Promise<SealedReply | undefined> {
  const { database, objects, resultsBucket } = replying;
  const composed = await textFor(due, replying);
  if (composed === undefined) {
    return undefined;
  }
  const { text, withheld } = composed;
  const place = placeOfReply(resultsBucket, due.requestId, text);
  await objects.write(resultsBucket, place.key, text);
  const isInline = fitsMessage(text);
  const sha256 = await sealReply(database, due, due.sealedSha256, { place, isInline, withheld });
  if (sha256 !== place.sha256) {
    throw new Error('Another reply was kept meanwhile; it is sent next.');
  }
  return { text, place };
}

/** With the last try that fails, the text says so. */
async function textFor(due: DueReply, replying: Replying): Promise<ComposedReply | undefined> {
  try {
    return await compose(due, replying);
  } catch (error) {
    if (error instanceof DatabaseAwayError) {
      throw error;
    }
    if (due.textFailures + 1 < MOST_TEXT_TRIES) {
      throw new TextError('The text of a reply could not be made.', { cause: error });
    }
    const { requestId, runId } = due;
    replying.telemetry.count(METRICS.replyFailures);
    replying.telemetry.error('A reply could not be made; it is answered in words.', error, { requestId, runId });
    return composeInWords(due, MOST_TEXT_TRIES, reasonOf(error));
  }
}

/** @returns how many tries have failed in a row; 0 when the reply is given up */
async function noteFailure(due: DueReply, error: unknown, { database, telemetry }: Replying): Promise<number> {
  const { requestId, runId } = due;
  const isText = error instanceof TextError;
  telemetry.count(METRICS.replyFailures);
  telemetry.error('A reply could not be sent.', error, { requestId, runId });
  const what = isText ? 'made' : 'sent';
  const cause = `The reply could not be ${what} at the last try. ${reasonOf(isText ? error.cause : error)}`;
  const tried = await replyTryFailed(database, due, isText ? 'text' : 'send', cause, MOST_SEND_TRIES);
  if (!tried.due) {
    telemetry.warn('Gave up sending a reply; it is sent when its request comes again.', { requestId, runId });
    return 0;
  }
  return tried.failures;
}
