import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ResponseQueue } from './response-queue.ts';

/** A standard queue of SQS. */
export class SqsResponseQueue implements ResponseQueue {
  readonly address: string;
  readonly #client: SQSClient;

  /** @param address the queue's URL */
  constructor(client: SQSClient, address: string) {
    this.#client = client;
    this.address = address;
  }

  async send(body: string): Promise<void> {
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.address, MessageBody: body }));
  }
}
