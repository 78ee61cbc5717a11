import type { JobTypes } from '../job-types/index.ts';
import { noteLateness } from '../run-store/index.ts';
import type { OpenRun } from '../runs/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import type { Settling } from './settling.ts';

/**
 * Tells of an open run that takes longer than its size explains: at each look for as long as it does, so that an alarm
 * ends when the run does; the run's history keeps it once.
 */
export async function tellLateness(run: OpenRun, { database, jobTypes, telemetry }: Settling): Promise<void> {
  const pace = paceOf(run, jobTypes);
  if (pace === undefined) {
    return;
  }
  // Most looks end here, without a further statement.
  if (run.openSeconds <= pace.startSeconds + pace.runSeconds + Math.ceil(run.bytes / pace.bytesPerSecond)) {
    return;
  }
  const { isLate, openSeconds, expectedSeconds } = await noteLateness(database, run.runId, pace);
  if (isLate) {
    telemetry.count(METRICS.runsLate);
    telemetry.warn('A run takes longer than its size explains.', { state: run.state, openSeconds, expectedSeconds });
  }
}

const paceOf = ({ jobType }: OpenRun, jobTypes: JobTypes) => jobTypes.get(jobType)?.worker.pace;
