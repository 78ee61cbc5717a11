import type { DeadLetters } from '../../../lambdas/core/dead-letters/index.ts';
import type { ReceivedMessage } from '../../../lambdas/core/queues/received-message.ts';

export interface Buried {
  readonly message: ReceivedMessage;
  readonly reason: string;
}

/** Dead letters in memory. */
export class FakeDeadLetters implements DeadLetters {
  readonly buried: Buried[] = [];
  /** Called before each burial; a test throws here to refuse it. */
  before: (message: ReceivedMessage) => void = () => undefined;

  async bury(message: ReceivedMessage, reason: string): Promise<void> {
    this.before(message);
    this.buried.push({ message, reason });
  }

  get reasons(): string[] {
    return this.buried.map(({ reason }) => reason);
  }
}
