import { z } from 'zod';
import { DatabaseWakingError } from '../database/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import type { Settling } from './settling.ts';
import { watchRun } from './watch-run.ts';
import { jobStateChangeSchema, workerEnded } from './worker-ended.ts';

const batchSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** What settle is invoked with: messages of the watchdog queue, or an event of Glue. */
const settleEventSchema = z.union([batchSchema, jobStateChangeSchema]);

/**
 * Settles open runs.
 * @returns the ids of the watchdog messages that failed and must be delivered again
 * @throws when a Glue event could not be handled; EventBridge then delivers it again
 */
export async function settle(event: unknown, settling: Settling): Promise<readonly string[]> {
  const parsed = settleEventSchema.parse(event);
  if ('detail' in parsed) {
    await workerEnded(parsed.detail, settling);
    return [];
  }
  const failed: string[] = [];
  let isDatabaseAsleep = false;
  for (const { messageId, body } of parsed.Records) {
    // One long wait for the database is all that an invocation has time for.
    if (isDatabaseAsleep) {
      failed.push(messageId);
      continue;
    }
    try {
      await watchRun(body, settling);
    } catch (error) {
      isDatabaseAsleep = error instanceof DatabaseWakingError;
      failed.push(messageId);
      settling.telemetry.count(isDatabaseAsleep ? METRICS.databaseWaking : METRICS.messagesFailed);
      settling.telemetry.error('A watchdog message failed and comes again.', error, { messageId });
    }
  }
  return failed;
}
