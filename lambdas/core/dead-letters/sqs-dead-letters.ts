import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ReceivedMessage } from '../queues/received-message.ts';
import { BURIED, type DeadLetters, MOST_ATTRIBUTES } from './dead-letters.ts';

/** A reason is read in a list, one line each. */
const LONGEST_REASON = 1_000;

/** The dead-letter queue, as a function fills it by its own hand. */
export class SqsDeadLetters implements DeadLetters {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #function: string;

  /** @param functionName the function that gives up */
  constructor(client: SQSClient, url: string, functionName: string) {
    this.#client = client;
    this.#url = url;
    this.#function = functionName;
  }

  /**
   * @throws when the queue does not take it, as when the message is so large that nothing fits beside it. Then it is left
   * to come again, until SQS itself moves it, without a reason.
   */
  async bury(message: ReceivedMessage, reason: string): Promise<void> {
    const said: Readonly<Record<string, string>> = {
      [BURIED.reason]: printable(reason),
      [BURIED.function]: this.#function,
      [BURIED.queue]: message.queueArn,
      [BURIED.messageId]: message.messageId,
    };
    const ours = Object.entries(said).map(
      ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
    );
    const names = new Set(Object.keys(said));
    const own = Object.entries(message.attributes).filter(([name]) => !names.has(name));
    const attributes: Record<string, MessageAttributeValue> = Object.fromEntries([
      ...ours,
      ...own.slice(0, MOST_ATTRIBUTES - ours.length),
    ]);
    await this.#client.send(
      new SendMessageCommand({ QueueUrl: this.#url, MessageBody: message.body, MessageAttributes: attributes }),
    );
  }
}

/** SQS refuses most control characters, and lone surrogates are no text. */
const printable = (text: string): string =>
  [...text.slice(0, LONGEST_REASON)]
    .map((letter) => (/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(letter) ? ' ' : letter))
    .join('');
