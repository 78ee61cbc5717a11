import type { BatchHandling } from '../queues/message-batch.ts';
import type { MessageQueue } from '../queues/message-queue.ts';
import type { Replying } from '../replies/index.ts';
import type { WorkerStarting } from '../workers/index.ts';

/** What settling needs. */
export interface Settling extends WorkerStarting, BatchHandling, Replying {
  readonly watchdog: MessageQueue;
  readonly watchdogDelaySeconds: number;
  /** A worker that is silent for longer is looked at. */
  readonly heartbeatTimeoutSeconds: number;
}
