import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { JobRun } from './job-run.ts';

const tries = 6;

const severity: Partial<Record<JobRun['state'], string>> = { FAILED: 'ERROR', TIMEOUT: 'WARN' };
const message: Partial<Record<JobRun['state'], string>> = {
  SUCCEEDED: 'Job run succeeded',
  STOPPED: 'Job run stopped',
  TIMEOUT: 'Job run timed out',
};

/**
 * Tells EventBridge that a run has ended. The source is not `aws.glue`, because PutEvents refuses sources of AWS, here as
 * on AWS; the local stage's rule accepts this one too. Gives up after some seconds: on AWS these events may be lost too.
 */
export async function announceEnd(events: EventBridgeClient, run: JobRun): Promise<void> {
  const entry = {
    Source: 'countinghouse.glue',
    DetailType: 'Glue Job State Change',
    Detail: JSON.stringify({
      jobName: run.job.Name,
      severity: severity[run.state] ?? 'INFO',
      state: run.state,
      jobRunId: run.id,
      message: run.errorMessage ?? message[run.state] ?? '',
    }),
  };
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount === 0 || FailedEntryCount === undefined) return;
    } catch {
      // tried again below
    }
    if (attempt < tries) await sleep(100 * 2 ** attempt);
  }
}
