import type { PreflightReport } from '../../preflight/index.ts';
import type { LandedFile } from '../engine/transport.ts';
import type { BatchFile } from './batch.ts';

/**
 * `checking`: the beginning of the file is being read; `ready`: waits for the person; `queued`: waits for other files;
 * `completing`: all bytes have arrived; `interrupted`: begun before the page was loaded, so the file must be picked again.
 */
export type Phase =
  | 'checking'
  | 'ready'
  | 'queued'
  | 'sending'
  | 'completing'
  | 'paused'
  | 'interrupted'
  | 'failed'
  | 'landed';

/** What the pre-flight check found, or why it found nothing. */
export type Check =
  | { readonly kind: 'none' }
  | { readonly kind: 'report'; readonly report: PreflightReport }
  | { readonly kind: 'failed'; readonly message: string };

/** A file on its way, as it is shown. Never changed; a new one takes its place. */
export interface UploadItem {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Until it is checked, the first that it may be. */
  readonly jobType: string;
  /** Set when it makes a run together with others. */
  readonly batchFile: BatchFile | undefined;
  /** The run of which the file corrects rows. */
  readonly corrects: string | undefined;
  readonly phase: Phase;
  readonly check: Check;
  /** Bytes that have arrived or are on their way. */
  readonly sent: number;
  readonly bytesPerSecond: number | undefined;
  /** Why it failed, or what was found when a file was picked again. */
  readonly error: string | undefined;
  readonly landed: LandedFile | undefined;
}

/** Whether leaving the page would stop it. */
export const isUnderWay = ({ phase }: UploadItem): boolean =>
  phase === 'queued' || phase === 'sending' || phase === 'completing';

/** Whether its upload can be begun or go on. */
export const canStart = ({ phase }: UploadItem): boolean =>
  phase === 'ready' || phase === 'paused' || phase === 'failed';

/** The items that would land under one key with another one: the last to land replaces the others. */
export function sharingName(items: readonly UploadItem[]): ReadonlySet<string> {
  const open = items.filter(({ phase }) => phase !== 'landed');
  const keyOf = ({ jobType, corrects, batchFile, name }: UploadItem) =>
    JSON.stringify([jobType, corrects, batchFile?.batch, batchFile?.fileName ?? name]);
  const counts = new Map<string, number>();
  for (const item of open) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return new Set(open.filter((item) => (counts.get(keyOf(item)) ?? 0) > 1).map(({ id }) => id));
}

/** Whether it can still be said where it lands. */
export const canMove = ({ phase }: UploadItem): boolean => phase === 'checking' || phase === 'ready';

/** Why the file cannot be uploaded at all: no worker reads files of such a name. */
export function refusalOf({ check }: UploadItem): string | undefined {
  const rejection = check.kind === 'report' ? check.report.rejection : null;
  return rejection?.code === 'unknown-suffix' ? rejection.message : undefined;
}
