import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Letter, toLetter } from './letter.ts';

export interface Bounds {
  readonly most: number;
  readonly seconds: number;
}

/** SQS gives ten at most. */
const BATCH = 10;
/** Long enough that SQS asks all its servers: an empty answer then means that the queue is empty. */
const WAIT_SECONDS = 2;
/** After the command's own end, so that no message comes twice while it works. */
const HIDDEN_LONGER_SECONDS = 60;

/** The dead-letter queue while someone looks through it. What is not deleted is shown again when they are done. */
export class OpenLetters {
  readonly #sqs: SQSClient;
  readonly #url: string;
  readonly #bounds: Bounds;
  readonly #held = new Map<string, Letter>();

  constructor(sqs: SQSClient, url: string, bounds: Bounds) {
    this.#sqs = sqs;
    this.#url = url;
    this.#bounds = bounds;
  }

  /** Each letter once; ends when there is none, when there were enough, or when time is up. */
  async *each(signal: AbortSignal): AsyncGenerator<Letter> {
    const { most, seconds } = this.#bounds;
    const end = performance.now() + seconds * 1_000;
    for (let given = 0; given < most && performance.now() < end; ) {
      signal.throwIfAborted();
      const letters = await this.#receive(Math.min(BATCH, most - given), signal);
      if (letters.length === 0) {
        return;
      }
      for (const letter of letters) {
        this.#held.set(letter.receiptHandle, letter);
      }
      for (const letter of letters) {
        given += 1;
        yield letter;
      }
    }
  }

  async #receive(count: number, signal: AbortSignal): Promise<readonly Letter[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: this.#bounds.seconds + HIDDEN_LONGER_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    return Messages.map(toLetter);
  }

  /**
   * Sends a letter to a queue, then deletes it: were the command ended in between, the message would be there twice,
   * which is harmless, since every message may be delivered twice.
   * @returns the message's new id
   */
  async bringBack(letter: Letter, url: string): Promise<string> {
    const { MessageId } = await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: letter.body, MessageAttributes: { ...letter.attributes } }),
    );
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: letter.receiptHandle }));
    this.#held.delete(letter.receiptHandle);
    return MessageId ?? '';
  }

  /** Shows again what was looked at and is still there. Were it not called, SQS would do so after some time. */
  async close(): Promise<void> {
    for (const ReceiptHandle of this.#held.keys()) {
      await this.#sqs
        .send(new ChangeMessageVisibilityCommand({ QueueUrl: this.#url, ReceiptHandle, VisibilityTimeout: 0 }))
        .catch(() => undefined);
    }
    this.#held.clear();
  }
}
