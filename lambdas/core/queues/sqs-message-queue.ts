import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueue } from './message-queue.ts';

/** SQS takes at most ten messages a call. */
const BATCH = 10;

/** A standard queue of SQS. */
export class SqsMessageQueue implements MessageQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async send(message: unknown, delaySeconds: number): Promise<void> {
    const body = JSON.stringify(message);
    await this.#client.send(
      new SendMessageCommand({ QueueUrl: this.#url, MessageBody: body, DelaySeconds: delaySeconds }),
    );
  }

  async sendAll(messages: readonly unknown[]): Promise<void> {
    for (let start = 0; start < messages.length; start += BATCH) {
      await this.#sendBatch(messages.slice(start, start + BATCH));
    }
  }

  async #sendBatch(messages: readonly unknown[]): Promise<void> {
    const entries = messages.map((message, place) => ({ Id: String(place), MessageBody: JSON.stringify(message) }));
    const answer = await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#url, Entries: entries }));
    const refused = answer.Failed?.[0];
    if (refused !== undefined) {
      throw new Error(`SQS refused ${answer.Failed?.length} of ${messages.length} messages: ${refused.Message}`);
    }
  }
}
