import type { Message } from '../aws/sqs.ts';
import { type Clouds, DEAD_LETTERS, INGEST, REQUESTS, WATCHDOG } from '../functions.ts';
import { foreignEvent, POISON } from './notifications.ts';

/** Longer than a function, and than a transaction that nobody uses. */
const LATE_SECONDS = 300;

/** Those who send what nobody can use, and those who bring back from the dead letters what is no rubbish. */
export class Rubbish {
  readonly #clouds: Clouds;
  /** Bodies that no code can do anything with. */
  readonly poison = new Set<string>();
  /** What was sent after the faults had stopped. */
  readonly late: string[] = [];

  constructor(clouds: Clouds) {
    this.#clouds = clouds;
  }

  send(): void {
    const { world, sqs } = this.#clouds;
    const queue = world.random.pick([INGEST, WATCHDOG]);
    const isPoison = queue === WATCHDOG || world.random.chance(0.6);
    const body = isPoison ? world.random.pick(POISON) : foreignEvent(world.random);
    if (isPoison) this.poison.add(body);
    world.note('somebody', `sends rubbish to ${queue}: ${body}`);
    sqs.queue(queue).put(body, 0);
  }

  /** Whoever died or stands still has let go of its messages and transactions by then. */
  sendLate(): void {
    const { world, sqs } = this.#clouds;
    world.after(LATE_SECONDS * 1_000, () => {
      for (const queue of [INGEST, WATCHDOG, REQUESTS]) {
        const body = `late rubbish for ${queue}`;
        this.poison.add(body);
        this.late.push(body);
        sqs.queue(queue).put(body, 0);
      }
    });
  }

  /** Dead letters that are no rubbish. */
  get redrivable(): readonly Message[] {
    const dead = [...this.#clouds.sqs.queue(DEAD_LETTERS).messages.values()];
    return dead.filter(({ body }) => !this.poison.has(body));
  }

  redrive(): void {
    const { world, sqs } = this.#clouds;
    for (const message of this.redrivable) {
      sqs.queue(DEAD_LETTERS).messages.delete(message.id);
      world.note('a person', `redrives ${message.body}`);
      sqs.queue(queueOf(message.body)).put(message.body, 0);
    }
  }

  redriveEvery(seconds: number): void {
    this.redrive();
    this.#clouds.world.after(seconds * 1_000, () => this.redriveEvery(seconds));
  }
}

function queueOf(body: string): string {
  if (body.includes('"Records"')) return INGEST;
  return body.includes('"source"') ? REQUESTS : WATCHDOG;
}
