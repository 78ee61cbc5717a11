import { DatabaseWakingError } from '../database/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { type WorkerStarting, wakeWorkers } from '../workers/index.ts';
import { parseNotification } from './notification.ts';
import { type Recording, recordObject } from './record-object.ts';

export interface Message {
  readonly messageId: string;
  readonly body: string;
}

export type Intake = Recording & WorkerStarting;

/**
 * Takes a batch of messages from the ingest queue: every record of every message.
 *
 * Written here rather than with a batch library because two things concern the batch as a whole: workers are woken once
 * a job type after everything is recorded, and when the database sleeps, the rest of the batch is not worth a try.
 * @returns the ids of the messages that failed and must be delivered again
 */
export async function takeMessages(messages: readonly Message[], intake: Intake): Promise<readonly string[]> {
  const failed = new Set<string>();
  const pending = new Map<string, Set<string>>();
  let isDatabaseAsleep = false;
  for (const { messageId, body } of messages) {
    if (isDatabaseAsleep) {
      failed.add(messageId);
      continue;
    }
    try {
      for (const jobType of await takeMessage(body, intake)) {
        pending.set(jobType, (pending.get(jobType) ?? new Set()).add(messageId));
      }
    } catch (error) {
      isDatabaseAsleep = error instanceof DatabaseWakingError;
      failed.add(messageId);
      reportFailure(messageId, error, intake);
    }
  }
  for (const [jobType, messageIds] of pending) {
    await wake(jobType, messageIds, failed, intake);
  }
  return [...failed];
}

/** @returns the job types that have pending runs because of this message. */
async function takeMessage(body: string, intake: Intake): Promise<ReadonlySet<string>> {
  const notification = parseNotification(body);
  if (notification.kind === 'test-event') {
    intake.telemetry.info("Dropped S3's test event.");
    return new Set();
  }
  if (notification.foreign > 0) {
    intake.telemetry.count(METRICS.foreignEvents, notification.foreign);
  }
  const jobTypes = new Set<string>();
  for (const object of notification.objects) {
    const jobType = await recordObject(object, intake);
    if (jobType !== undefined) {
      jobTypes.add(jobType);
    }
  }
  return jobTypes;
}

/** When no worker can be woken, the messages come again: by then their runs are known, and only the waking is repeated. */
async function wake(
  jobType: string,
  messageIds: ReadonlySet<string>,
  failed: Set<string>,
  intake: Intake,
): Promise<void> {
  try {
    await wakeWorkers(jobType, intake);
  } catch (error) {
    for (const messageId of messageIds) {
      failed.add(messageId);
      reportFailure(messageId, error, intake);
    }
  }
}

function reportFailure(messageId: string, error: unknown, { telemetry }: Intake): void {
  if (error instanceof DatabaseWakingError) {
    telemetry.count(METRICS.databaseWaking);
    telemetry.info('The database is waking; the message comes again.', { messageId });
    return;
  }
  telemetry.count(METRICS.messagesFailed);
  telemetry.error('A message failed and comes again.', error, { messageId });
}
