import type { ReceivedMessage } from '../queues/received-message.ts';

/** Where messages go that cannot be handled, each with the reason why. */
export interface DeadLetters {
  /**
   * Keeps a message for a person, byte for byte. Whoever calls it lets the message go afterwards, never before: a crash in
   * between keeps it twice, which its own id tells.
   */
  bury(message: ReceivedMessage, reason: string): Promise<void>;
}

/**
 * Attributes that a buried message has besides its own. A message that SQS moved by itself, after too many tries, has
 * none of them: its function ended before it could say why.
 */
export const BURIED = {
  /** In words, without anything that the message holds. */
  reason: 'Reason',
  /** The function that gave up. */
  function: 'Function',
  /** ARN of the queue that the message came from. */
  queue: 'Queue',
  /** What the message was called there; here it has another id. */
  messageId: 'OriginalMessageId',
} as const;

/** SQS takes at most ten attributes a message. */
export const MOST_ATTRIBUTES = 10;
