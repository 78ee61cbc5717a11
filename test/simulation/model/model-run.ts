import type { Content } from '../aws/content.ts';

/** A run as the model knows it. */
export interface ModelRun {
  readonly runId: string;
  readonly jobType: string;
  /** Of a batch: its folder. */
  readonly key: string;
  readonly versionId: string;
  content: Content | undefined;
  /** Place of each of its files among all versions, as they landed. */
  order: readonly number[];
  /** When a run that lacks files gives up, in milliseconds; undefined when it lacks none. */
  waitsUntil: number | undefined;
  /** When it was recorded, then by its id: who is the older of two. */
  readonly age: string;
  readonly corrects: string | undefined;
  state: 'OPEN' | 'SUCCEEDED' | 'REJECTED' | 'FAILED' | 'DUPLICATE';
  holder: string | undefined;
  attempt: number;
  attemptsAllowed: number;
  /** When its pause is over, in milliseconds. */
  readyAt: number;
  isForced: boolean;
  isWithdrawn: boolean;
  counts: boolean;
  supersededBy: string | undefined;
  duplicateOf: string | undefined;
  /** Lines that it has put right. */
  lines: readonly number[];
}

export const stands = (run: ModelRun): boolean =>
  run.state === 'SUCCEEDED' && run.supersededBy === undefined && !run.isWithdrawn;

/** Below 0: the first one's files are older. */
export function compareOrders(a: ModelRun, b: ModelRun): number {
  const place = a.order.findIndex((order, at) => order !== b.order[at]);
  return place === -1 ? 0 : (a.order[place] ?? 0) - (b.order[place] ?? 0);
}
