import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { MOST_RECEIVES } from '../../../lambdas/core/queues/received-message.ts';
import { type Failures, type Process, TimeoutError } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { invoke, type LambdaFunction } from './lambda.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

export type Sent = Pick<Message, 'body' | 'attributes'>;

const failures: Failures = {
  refused: () => Object.assign(new Error('SQS: throttled'), { name: 'ThrottlingException' }),
  unanswered: () => new TimeoutError('SQS did not answer'),
};

/** A standard queue: at least once, in any order, now and then late. */
export class Queue {
  readonly name: string;
  readonly messages = new Map<string, Message>();
  readonly #world: World;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
  }

  get arn(): string {
    return `arn:aws:sqs:eu-central-1:111111111111:${this.name}`;
  }

  /** Called whenever a message may have become visible. */
  onVisible: () => void = () => undefined;

  put(body: string, delaySeconds: number, attributes: Readonly<Record<string, unknown>> = {}): void {
    const { random, faults } = this.#world;
    const copies = random.chance(faults.messageDoubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = random.chance(faults.messageLate) ? random.between(0, 120_000) : random.between(0, 300);
      const visibleAt = this.#world.now() + delaySeconds * 1_000 + late;
      this.add({ id: random.uuid(), body, attributes, sentAt: this.#world.now(), receives: 0, visibleAt });
    }
  }

  add(message: Message): void {
    this.messages.set(message.id, message);
    this.#world.after(message.visibleAt - this.#world.now(), () => this.onVisible());
  }
}

/** The queues of one account. */
export class Sqs {
  readonly #world: World;
  readonly #queues = new Map<string, Queue>();
  /** Called with each message that a process sends. */
  onSend: (process: Process, queue: string, message: Sent) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** A queue's address is its name here. */
  queue(name: string): Queue {
    const known = this.#queues.get(name) ?? new Queue(this.#world, name);
    this.#queues.set(name, known);
    return known;
  }

  client(process: Process): SQSClient {
    const send = (command: object): Promise<unknown> =>
      process.effect(titleOf(command), failures, () => this.#answer(command, process));
    return { send } as unknown as SQSClient;
  }

  #answer(command: object, process: Process): unknown {
    if (command instanceof SendMessageCommand) {
      const { QueueUrl = '', MessageBody = '', DelaySeconds = 0, MessageAttributes = {} } = command.input;
      this.#world.note(process.name, `sent to ${QueueUrl} in ${DelaySeconds} s: ${MessageBody}`);
      this.queue(QueueUrl).put(MessageBody, DelaySeconds, MessageAttributes);
      this.onSend(process, QueueUrl, { body: MessageBody, attributes: MessageAttributes });
      return {};
    }
    if (command instanceof SendMessageBatchCommand) return this.#takeBatch(command.input, process);
    throw new Error(`this SQS cannot do ${command.constructor.name}`);
  }

  /** Some of a batch may be refused, which the answer tells. */
  #takeBatch({ QueueUrl = '', Entries = [] }: SendMessageBatchCommand['input'], process: Process): unknown {
    const { random, faults } = this.#world;
    const refused = Entries.filter(() => random.chance(faults.refusal));
    for (const entry of Entries.filter((one) => !refused.includes(one))) {
      this.#world.note(process.name, `sent to ${QueueUrl}: ${entry.MessageBody}`);
      this.queue(QueueUrl).put(entry.MessageBody ?? '', entry.DelaySeconds ?? 0);
      this.onSend(process, QueueUrl, { body: entry.MessageBody ?? '', attributes: {} });
    }
    return { Failed: refused.map(({ Id }) => ({ Id, Message: 'throttled' })) };
  }
}

export interface Mapping {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly lambda: LambdaFunction;
  readonly concurrency: number;
  readonly visibilitySeconds: number;
  /** Called with the body of each message that is handled and let go. */
  readonly onDone?: (body: string) => void;
}

/** Hands the messages of a queue to a function, as Lambda's event source mapping with ReportBatchItemFailures does. */
export function mapQueue(
  world: World,
  { queue, deadLetters, lambda, concurrency, visibilitySeconds, onDone }: Mapping,
): void {
  let running = 0;
  let invocations = 0;

  queue.onVisible = () => {
    while (running < concurrency) {
      const visible = visibleNow();
      if (visible.length === 0) return;
      const batch = take(visible);
      if (batch.length === 0) continue;
      running += 1;
      invocations += 1;
      const event = { Records: batch.map((message) => record(message, queue.arn)) };
      invoke(world, lambda, event, invocations).then((outcome) => {
        running -= 1;
        const failed = 'failed' in outcome ? undefined : failedIds(outcome.result);
        for (const message of batch) {
          // A deletion may get lost as well: at least once.
          const isDone =
            failed !== undefined && !failed.has(message.id) && !world.random.chance(world.faults.messageDoubled / 4);
          if (!isDone) continue;
          queue.messages.delete(message.id);
          onDone?.(message.body);
        }
        queue.onVisible();
      });
    }
  };

  function visibleNow(): Message[] {
    return [...queue.messages.values()].filter((message) => message.visibleAt <= world.now());
  }

  function take(visible: readonly Message[]): Message[] {
    const batch: Message[] = [];
    for (const message of visible.slice(0, world.random.between(1, 10))) {
      if (message.receives >= MOST_RECEIVES) {
        queue.messages.delete(message.id);
        world.note(queue.name, `moved to the dead letters after ${message.receives} receives: ${message.body}`);
        deadLetters.add({
          ...message,
          visibleAt: world.now(),
          attributes: { ...message.attributes, MovedBySqs: true },
        });
        continue;
      }
      message.receives += 1;
      message.visibleAt = world.now() + visibilitySeconds * 1_000;
      world.after(visibilitySeconds * 1_000, () => queue.onVisible());
      batch.push(message);
    }
    return batch;
  }
}

const record = (message: Message, arn: string): unknown => ({
  messageId: message.id,
  body: message.body,
  eventSourceARN: arn,
  attributes: { ApproximateReceiveCount: String(message.receives) },
  messageAttributes: {},
});

function failedIds(answer: unknown): ReadonlySet<string> {
  const { batchItemFailures } = answer as { readonly batchItemFailures: readonly { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

const titleOf = (command: object): string => `SQS ${command.constructor.name.replace('Command', '')}`;
