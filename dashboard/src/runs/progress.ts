import { formatCount } from '../amounts/amount.ts';
import type { Run } from '../api/client.ts';
import { formatBytes } from '../layout/bytes.tsx';

type RunProgress = NonNullable<Run['progress']>;

export interface Progress {
  /** Between 0 and 1; undefined while nobody knows. */
  readonly share: number | undefined;
  /** All that is known, in words. */
  readonly words: string;
}

const steps: Readonly<Record<string, string>> = {
  claimed: 'Taken by a worker',
  identifying: 'Identifying the file',
  reading: 'Reading',
  quarantining: 'Putting bad rows aside',
  replaying: 'Replaying the transfers',
  staging: 'Staging the figures',
  'writing results': 'Writing files of results',
  publishing: 'Publishing the figures',
};

/** A worker's step as a person reads it; one that is not known here is shown as the worker says it. */
export function stepInWords(step: string): string {
  return steps[step] ?? step.charAt(0).toUpperCase() + step.slice(1);
}

/** In these steps the file has been read, and what was told of that last is a little less than all of it. */
const afterReading = new Set<string | null>(['quarantining', 'replaying', 'staging', 'writing results', 'publishing']);

/** How far a running run is, by the stored bytes of its file and by rows. */
export function progressOf(progress: RunProgress, locale?: string): Progress {
  const { step, rows, bytes, bytesTotal } = progress;
  const words = [step === null ? 'Working' : stepInWords(step)];
  if (afterReading.has(step)) return { share: undefined, words: words.join() };
  if (bytes !== null) words.push(`${formatBytes(bytes, locale)} of ${formatBytes(bytesTotal, locale)}`);
  if (rows !== null) words.push(`${formatCount(rows, locale)} ${rows === 1 ? 'row' : 'rows'}`);
  const share = bytes === null || bytesTotal === 0 ? undefined : Math.min(1, bytes / bytesTotal);
  return { share, words: words.join(' · ') };
}
