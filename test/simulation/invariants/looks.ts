import { MOST_RECEIVES } from '../../../lambdas/core/queues/received-message.ts';
import type { Sent } from '../aws/sqs.ts';
import { DEAD_LETTERS, WATCHDOG } from '../functions.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { parseMessage } from './message.ts';

/** Errors that nobody but Glue has. */
const OF_GLUE = /InternalServiceException|OperationTimeoutException/;

interface Delivery {
  readonly messages: readonly {
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
  /** How often each run's watch was renewed. */
  readonly renewed: Map<string, number>;
}

/**
 * Looks after the watchdogs: one that renews itself is followed by one; one that does not, by none; and trouble with Glue
 * makes none a dead letter.
 */
export class Looks {
  readonly #world: World;
  readonly #deliveries = new Map<Process, Delivery>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A process was invoked to look after runs. */
  received(process: Process, event: unknown): void {
    const { Records: messages } = event as { readonly Records?: Delivery['messages'] };
    if (messages !== undefined) this.#deliveries.set(process, { messages, renewed: new Map() });
  }

  sent(process: Process, queue: string, { body, attributes }: Sent): void {
    const delivery = this.#deliveries.get(process);
    const { runId, renew = true } = parseMessage(body);
    if (delivery === undefined || runId === undefined) return;
    if (queue === DEAD_LETTERS && OF_GLUE.test(JSON.stringify(attributes))) {
      this.#world.violated('trouble with Glue does not end the watch', `${process.name} buried ${body}`);
    }
    if (queue !== WATCHDOG || !renew) return;
    const renewed = (delivery.renewed.get(runId) ?? 0) + 1;
    delivery.renewed.set(runId, renewed);
    if (renewed > mostRenewals(delivery, runId)) {
      this.#world.violated(
        "a look sends one watchdog, and only the run's own look does",
        `${process.name} sent ${body}`,
      );
    }
  }
}

/** A message that has used up its tries may be sent anew although its successor was sent, when that could not be noted. */
function mostRenewals({ messages }: Delivery, runId: string): number {
  const renewing = messages.filter(({ body }) => {
    const content = parseMessage(body);
    // Once a run has waited for its files for long enough, it gets a watchdog of its own again.
    return content.runId === runId && ((content.renew ?? true) || content.restSeconds !== undefined);
  });
  const atLast = renewing.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) >= MOST_RECEIVES);
  return renewing.length + atLast.length;
}
