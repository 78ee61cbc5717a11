import { DatabaseAwayError, DatabaseWakingError } from '../database/index.ts';
import { type DeadLetters, reasonOf, UnusableMessageError } from '../dead-letters/index.ts';
import { METRICS, type Telemetry } from '../telemetry/telemetry.ts';
import { MOST_RECEIVES, type ReceivedMessage } from './received-message.ts';

export interface BatchHandling {
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  /**
   * Puts a message into its queue as a new one, with all its tries before it. Given for messages that nobody would make
   * again: such a message outlasts a database that is away for longer than its tries.
   */
  readonly sendAnew?: (message: ReceivedMessage) => Promise<void>;
}

/**
 * The messages of one delivery. None keeps another from being handled: each either is done, or comes again, or goes to
 * the dead letters with a reason; at once when it can never be handled, otherwise after its last try.
 */
export class MessageBatch {
  readonly #messages: readonly ReceivedMessage[];
  readonly #handling: BatchHandling;
  readonly #comeAgain = new Set<string>();
  /** Among the dead letters, or sent anew. */
  readonly #gone = new Set<string>();

  constructor(messages: readonly ReceivedMessage[], handling: BatchHandling) {
    this.#messages = messages;
    this.#handling = handling;
  }

  /** Ids of the messages that have to be delivered again, as SQS wants them answered. */
  get failed(): readonly string[] {
    return [...this.#comeAgain];
  }

  /** Handles the messages one after another. One long wait for the database is all that an invocation has time for. */
  async each(handle: (message: ReceivedMessage) => Promise<void>): Promise<void> {
    const { telemetry } = this.#handling;
    let away: DatabaseAwayError | undefined;
    const one = async (message: ReceivedMessage): Promise<void> => {
      if (away !== undefined) {
        await this.#leave(message, away);
        return;
      }
      try {
        await handle(message);
      } catch (error) {
        away = error instanceof DatabaseAwayError ? error : undefined;
        await this.fail(message, error);
      }
    };
    for (const message of this.#messages) {
      await telemetry.following({ messageId: message.messageId }, () => one(message));
    }
  }

  /** Says that a message failed. Once it has failed, it is not failed again. */
  async fail(message: ReceivedMessage, error: unknown): Promise<void> {
    if (this.#comeAgain.has(message.messageId) || this.#gone.has(message.messageId)) {
      return;
    }
    this.#report(message, error);
    await this.#leave(message, error);
  }

  async #leave(message: ReceivedMessage, error: unknown): Promise<void> {
    const { messageId, receives } = message;
    const isOver = error instanceof UnusableMessageError || receives >= MOST_RECEIVES;
    if (isOver && (await (this.#outlasts(error) ? this.#sendAnew(message, error) : this.#bury(message, error)))) {
      this.#gone.add(messageId);
    } else {
      this.#comeAgain.add(messageId);
    }
  }

  #outlasts(error: unknown): boolean {
    return this.#handling.sendAnew !== undefined && error instanceof DatabaseAwayError;
  }

  /** A crash right behind it leaves two messages in place of one. @returns whether this one must not come again */
  async #sendAnew(message: ReceivedMessage, error: unknown): Promise<boolean> {
    const { sendAnew, telemetry } = this.#handling;
    try {
      await sendAnew?.(message);
      return true;
    } catch (refusal) {
      telemetry.error('A message could not be sent anew.', refusal, { messageId: message.messageId });
      return this.#bury(message, error);
    }
  }

  /** @returns whether the message lies among the dead letters now, and so must not come again */
  async #bury(message: ReceivedMessage, error: unknown): Promise<boolean> {
    const { deadLetters, telemetry } = this.#handling;
    const { messageId } = message;
    const reason = reasonOf(error);
    try {
      await deadLetters.bury(message, reason);
    } catch (refusal) {
      telemetry.error('A message could not be put among the dead letters; SQS moves it there itself.', refusal, {
        messageId,
        reason,
      });
      return false;
    }
    telemetry.count(METRICS.messagesBuried);
    telemetry.warn('A message went to the dead letters.', { messageId, reason });
    return true;
  }

  #report({ messageId }: ReceivedMessage, error: unknown): void {
    const { telemetry } = this.#handling;
    if (error instanceof DatabaseWakingError) {
      telemetry.count(METRICS.databaseWaking);
      telemetry.info('The database is waking; the message comes again.', { messageId });
    } else if (!(error instanceof UnusableMessageError)) {
      telemetry.count(METRICS.messagesFailed);
      telemetry.error('A message failed.', error, { messageId });
    }
  }
}
