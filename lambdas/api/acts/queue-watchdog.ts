import type { MessageQueue } from '../../core/queues/message-queue.ts';
import { nudgeFor, refusalFor, watchdogFor } from '../../core/queues/watchdog.ts';
import { runIdSchema } from '../../core/runs/index.ts';
import type { Watchdog } from './run-acts.ts';

/** The watchdog queue, which `settle` reads. */
export class QueueWatchdog implements Watchdog {
  readonly #queue: MessageQueue;

  constructor(queue: MessageQueue) {
    this.#queue = queue;
  }

  async watch(runId: string, delaySeconds: number): Promise<void> {
    await this.#queue.send(watchdogFor(runIdSchema.parse(runId)), delaySeconds);
  }

  async nudge(runId: string): Promise<void> {
    await this.#queue.send(nudgeFor(runIdSchema.parse(runId)), 0);
  }

  async tellRefusal(request: { readonly requestId: string; readonly contents: string }): Promise<void> {
    await this.#queue.send(refusalFor(request), 0);
  }
}
