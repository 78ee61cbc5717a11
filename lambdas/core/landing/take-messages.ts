import { UnusableMessageError } from '../dead-letters/index.ts';
import { type BatchHandling, MessageBatch } from '../queues/message-batch.ts';
import type { ReceivedMessage } from '../queues/received-message.ts';
import { takeRequest } from '../requests/take-request.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { type WorkerStarting, wakeWorkers } from '../workers/index.ts';
import { parseNotification } from './notification.ts';
import { type Recording, recordObject } from './record-object.ts';

export interface Intake extends Recording, WorkerStarting, BatchHandling {
  /** ARN of the queue whose messages ask for runs; those of any other queue tell of landed files. */
  readonly requestQueueArn: string;
}

/**
 * Takes a batch of messages from the ingest queue, every record of every message, or from the request queue. Workers are
 * woken once a job type, after everything is recorded.
 * @returns the ids of the messages that failed and must be delivered again
 */
export async function takeMessages(messages: readonly ReceivedMessage[], intake: Intake): Promise<readonly string[]> {
  const batch = new MessageBatch(messages, intake);
  const pending = new Map<string, Set<ReceivedMessage>>();
  await batch.each(async (message) => {
    const onPending = (jobType: string): unknown =>
      pending.set(jobType, (pending.get(jobType) ?? new Set()).add(message));
    if (message.queueArn !== intake.requestQueueArn) {
      return takeMessage(message.body, intake, onPending);
    }
    const jobType = await takeRequest(message.body, intake);
    if (jobType !== undefined) {
      onPending(jobType);
    }
  });
  for (const [jobType, itsMessages] of pending) {
    const [first, ...others] = itsMessages;
    // A worker is woken for all of them, and can be followed from a message only where there is one.
    const messageId = others.length === 0 ? first?.messageId : undefined;
    await intake.telemetry.following({ messageId }, () => wake(jobType, itsMessages, batch, intake));
  }
  return batch.failed;
}

/**
 * A record that cannot be used, or fails, does not keep the others of its message from being recorded.
 * @param onPending told each job type that has pending runs because of this message
 */
async function takeMessage(body: string, intake: Intake, onPending: (jobType: string) => unknown): Promise<void> {
  const notification = parseNotification(body);
  if (notification.kind === 'test-event') {
    intake.telemetry.count(METRICS.testEvents);
    intake.telemetry.info("Dropped S3's test event.");
    return;
  }
  if (notification.foreign > 0) {
    intake.telemetry.count(METRICS.foreignEvents, notification.foreign);
  }
  let unusable = notification.unusable;
  for (const object of notification.objects) {
    try {
      const { versionId, sequencer, s3RequestId } = object;
      const jobType = await intake.telemetry.following({ versionId, sequencer, s3RequestId }, () =>
        recordObject(object, intake),
      );
      if (jobType !== undefined) {
        onPending(jobType);
      }
    } catch (error) {
      if (!(error instanceof UnusableMessageError)) {
        throw error;
      }
      unusable ??= error.message;
    }
  }
  if (unusable !== undefined) {
    throw new UnusableMessageError(unusable);
  }
}

/** When no worker can be woken, the messages come again: by then their runs are known, and only the waking is repeated. */
async function wake(
  jobType: string,
  messages: ReadonlySet<ReceivedMessage>,
  batch: MessageBatch,
  intake: Intake,
): Promise<void> {
  try {
    await wakeWorkers(jobType, intake);
  } catch (error) {
    for (const message of messages) {
      await batch.fail(message, error);
    }
  }
}
