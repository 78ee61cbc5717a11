import type { Run } from '../api/client.ts';
import { formatDuration } from '../layout/duration.ts';
import { Unknown } from '../layout/moment.tsx';
import { Elapsed } from './clock.tsx';

/** From its recording to its first attempt, ticking while it waits for that. */
export function Waited({ run }: { run: Pick<Run, 'state' | 'createdAt' | 'startedAt'> }) {
  if (run.startedAt !== null) {
    return formatDuration(Math.max(0, Date.parse(run.startedAt) - Date.parse(run.createdAt)));
  }
  return run.state === 'PENDING' ? <Elapsed since={run.createdAt} /> : <Unknown what="never started" />;
}

/** From its first attempt to its end, ticking while it is not there yet. */
export function Took({ run }: { run: Pick<Run, 'durationMs' | 'startedAt'> }) {
  if (run.durationMs !== null) return formatDuration(run.durationMs);
  return run.startedAt === null ? <Unknown what="never started" /> : <Elapsed since={run.startedAt} />;
}
