import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { BURIED } from '../lambdas/core/dead-letters/index.ts';

/** A dead letter: a message, where it came from and why it is here. */
export interface Letter {
  /** What the message was called in the queue that it came from. */
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** The message's own attributes, without those of its burial. */
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** ARN; undefined when nothing tells. */
  readonly origin: string | undefined;
  readonly function: string | undefined;
  readonly reason: string;
  /** When it was buried; for one that SQS moved, when it was sent first. */
  readonly at: Date;
}

/** SQS tells this of messages that it moved by itself. */
const MOVED_FROM = 'DeadLetterQueueSourceArn';

const MOVED = 'SQS moved it after its last try. The function ended before it could say why, or could not; its log may.';
const UNKNOWN = 'Nobody knows: it was sent here by hand.';

export function toLetter(message: Message): Letter {
  const attributes = message.MessageAttributes ?? {};
  const said = (name: string): string | undefined => attributes[name]?.StringValue;
  const names = new Set<string>(Object.values(BURIED));
  const system: Partial<Record<string, string>> = message.Attributes ?? {};
  // SQS' own word goes before the message's: only the function's burial makes a message that SQS has not moved.
  const origin = system[MOVED_FROM] ?? said(BURIED.queue);
  return {
    id: (system[MOVED_FROM] === undefined ? said(BURIED.messageId) : undefined) ?? message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name))),
    origin,
    function: said(BURIED.function),
    reason: said(BURIED.reason) ?? (origin === undefined ? UNKNOWN : MOVED),
    at: new Date(Number(system['SentTimestamp'] ?? 0)),
  };
}
