import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../lambdas/core/database/backoff.ts';
import { Events } from './events.ts';
import { drawFaults, type Faults, NO_FAULTS } from './faults.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';

/** More would be messages or workers that beget one another without end. */
const MOST_EVENTS = 60_000;

/** A day ends, and with it its budget, in the middle of those that begin late. */
const BEGINNINGS = [Date.UTC(2026, 0, 5, 8), Date.UTC(2026, 0, 5, 23)] as const;

/** A promise that the schedule broke. */
export interface Violation {
  readonly promise: string;
  readonly detail: string;
}

/**
 * One seed, one clock, one thing at a time. Whatever a process does to the world outside is an event; between two events
 * nothing but pure computation happens, so that a seed tells everything.
 */
export class World implements Clock {
  readonly random: Random;
  readonly violations: Violation[] = [];
  readonly #events = new Events();
  readonly #trace: string[] = [];
  readonly #beginning: number;
  #now: number;
  #happened = 0;
  #faults: Faults;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.#beginning = this.random.pick(BEGINNINGS);
    this.#now = this.#beginning;
    this.#faults = drawFaults(this.random);
  }

  now(): number {
    return this.#now;
  }

  get faults(): Faults {
    return this.#faults;
  }

  get isCalm(): boolean {
    return this.#faults === NO_FAULTS;
  }

  get trace(): readonly string[] {
    return this.#trace;
  }

  /** From now on nothing goes wrong any more. */
  calmDown(): void {
    this.#faults = NO_FAULTS;
    this.note('the world', 'no faults from here on');
  }

  note(who: string, what: string): void {
    const seconds = ((this.#now - this.#beginning) / 1_000).toFixed(3).padStart(10);
    this.#trace.push(`${seconds}s  ${who}: ${what}`);
  }

  violated(promise: string, detail: string): void {
    this.note('VIOLATION', `${promise}: ${detail}`);
    this.violations.push({ promise, detail });
  }

  /** Lets something happen so many milliseconds from now. */
  after(milliseconds: number, act: () => void | Promise<void>): void {
    this.#events.add({ at: this.#now + Math.max(0, Math.ceil(milliseconds)), order: this.random.next(), act });
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  process(name: string, deathRate: 'crash' | 'workerDeath'): Process {
    return new Process(this, name, deathRate);
  }

  /** Goes on until nothing is left to happen before the moment, or `isOver` says so, or a promise is broken. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      // Processes wait for nothing but events, so that one turn of the loop brings all of them to their next one.
      await setImmediate();
      const next = this.#events.next;
      if (next === undefined || next.at > until || isOver() || this.violations.length > 0) break;
      this.#events.take();
      this.#now = next.at;
      this.#happened += 1;
      if (this.#happened > MOST_EVENTS) return this.violated('a schedule comes to its end', 'it goes on and on');
      await next.act();
    }
    if (!isOver()) this.#now = Math.max(this.#now, until);
  }
}
