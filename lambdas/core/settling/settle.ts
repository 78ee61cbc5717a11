import { z } from 'zod';
import { MessageBatch } from '../queues/message-batch.ts';
import { deliverySchema, type ReceivedMessage } from '../queues/received-message.ts';
import { LONGEST_DELAY_SECONDS } from '../queues/watchdog.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import type { Settling } from './settling.ts';
import { watchRun } from './watch-run.ts';
import { jobStateChangeSchema, workerEnded } from './worker-ended.ts';

/** What settle is invoked with: messages of the watchdog queue, or an event of Glue. */
const settleEventSchema = z.union([deliverySchema, jobStateChangeSchema]);

/**
 * Settles open runs.
 * @returns the ids of the watchdog messages that failed and must be delivered again
 * @throws when a Glue event could not be handled; Lambda then tries it again
 */
export async function settle(event: unknown, settling: Settling): Promise<readonly string[]> {
  const parsed = settleEventSchema.safeParse(event).data;
  if (parsed === undefined) {
    // Another try would end in the same way.
    settling.telemetry.count(METRICS.foreignEvents);
    settling.telemetry.warn('Dropped an event that is neither a batch of messages nor the end of a Glue run.');
    return [];
  }
  if ('detail' in parsed) {
    await workerEnded(parsed.detail, settling);
    return [];
  }
  const { deadLetters, telemetry, watchdog } = settling;
  // A run's watchdog is the last that looks after it, so it outlasts the database.
  const sendAnew = ({ body }: ReceivedMessage): Promise<void> => watchdog.send(JSON.parse(body), LONGEST_DELAY_SECONDS);
  const batch = new MessageBatch(parsed.Records, { deadLetters, telemetry, sendAnew });
  await batch.each(({ body }) => watchRun(body, settling));
  return batch.failed;
}
