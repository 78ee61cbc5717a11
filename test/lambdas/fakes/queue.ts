import type { MessageQueue } from '../../../lambdas/core/queues/message-queue.ts';

export interface SentMessage {
  readonly message: unknown;
  readonly delaySeconds: number;
}

/** A queue that keeps what was put into it. */
export class FakeQueue implements MessageQueue {
  readonly sent: SentMessage[] = [];
  /** Called before each message; a test throws here to let the process die. */
  before: () => void = () => undefined;

  async send(message: unknown, delaySeconds: number): Promise<void> {
    this.before();
    this.sent.push({ message, delaySeconds });
  }

  async sendAll(messages: readonly unknown[]): Promise<void> {
    for (const message of messages) {
      await this.send(message, 0);
    }
  }

  /** Takes everything out, as the queue's reader does. */
  take(): SentMessage[] {
    return this.sent.splice(0);
  }
}
