import type { Content } from '../aws/content.ts';

/** A run as the model knows it. */
export interface ModelRun {
  readonly runId: string;
  readonly jobType: string;
  readonly key: string;
  readonly versionId: string;
  readonly content: Content | undefined;
  /** Place among the versions of its key, as they landed. */
  readonly order: number;
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
