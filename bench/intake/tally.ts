import type { Run } from '../../lambdas/core/reports/run.ts';
import type { Landed } from '../../local/cli/upload.ts';
import { rounded } from '../engine/statistics.ts';

/** A burst as the uploader saw it, in milliseconds since 1970. */
export interface Burst {
  /** The first byte leaves for S3. */
  readonly sent: number;
  readonly landed: readonly Landed[];
  /** S3 has the last of them. */
  readonly arrived: number;
}

type TalliedRun = Pick<Run, 'state' | 'sources' | 'rowsCounted' | 'counts' | 'createdAt' | 'endedAt'>;

export interface Tally {
  readonly files: number;
  readonly secondsToLastLanded: number;
  readonly secondsToLastRecorded: number;
  readonly secondsToLastClosed: number;
  /** Landed versions that have more than one run, or whose run counts other rows than the file has. */
  readonly duplicates: number;
  /** Landed versions whose rows count through no run. */
  readonly losses: number;
}

/**
 * Holds the runs against what landed. Every time is told from the first byte that was sent, and those of the runs are the
 * database's own.
 * @param rows rows of each file, all of them good
 */
export function tally(burst: Burst, runs: readonly TalliedRun[], rows: number): Tally {
  const found = burst.landed.map((file) => runs.filter((run) => isOf(run, file)));
  const ours = found.flat();
  const last = (times: readonly (string | null)[]): number =>
    rounded((Math.max(...times.map((time) => Date.parse(time ?? ''))) - burst.sent) / 1_000);
  return {
    files: burst.landed.length,
    secondsToLastLanded: rounded((burst.arrived - burst.sent) / 1_000),
    secondsToLastRecorded: last(ours.map(({ createdAt }) => createdAt)),
    secondsToLastClosed: last(ours.map(({ endedAt }) => endedAt)),
    duplicates: found.filter((of) => of.length > 1 || of.some((run) => run.counts && run.rowsCounted !== rows)).length,
    losses: found.filter((of) => !of.some(({ state, counts }) => state === 'SUCCEEDED' && counts)).length,
  };
}

const isOf = ({ sources }: TalliedRun, { key, versionId }: Landed): boolean =>
  sources.some((source) => source.key === key && source.versionId === versionId);
