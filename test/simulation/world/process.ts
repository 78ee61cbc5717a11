import type { World } from './world.ts';

/** How an effect can fail, as its client would say it. */
export interface Failures {
  /** Refused, without effect. */
  readonly refused: () => Error;
  /** The answer was lost: the effect has taken place. */
  readonly unanswered: () => Error;
}

/** A process stands still before the so-many-th effect from now, or before one of a name. */
interface Freeze {
  before: number | string;
  readonly milliseconds: number;
  readonly whenFrozen: () => void;
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** A Lambda invocation, a worker or a call of the API: what it does to the world, it does through `effect`. */
export class Process {
  readonly name: string;
  readonly #world: World;
  readonly #deathRate: 'crash' | 'workerDeath';
  readonly #whenDead: (() => void)[] = [];
  readonly #whenGone: (() => void)[] = [];
  #isAlive = true;
  #isHarmed = false;
  #doom: string | undefined;
  #freeze: Freeze | undefined;

  constructor(world: World, name: string, deathRate: 'crash' | 'workerDeath') {
    this.#world = world;
    this.name = name;
    this.#deathRate = deathRate;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether something went wrong for it that is no fault of its own: an answer was refused or lost, or it died. */
  get isHarmed(): boolean {
    return this.#isHarmed;
  }

  harm(): void {
    this.#isHarmed = true;
  }

  onDeath(act: () => void): void {
    this.#whenDead.push(act);
  }

  /** Called when the process is no more, for whatever reason. */
  onGone(act: () => void): void {
    this.#whenGone.push(act);
  }

  /** Ends the process where it stands; what it waits for never comes. */
  kill(why: string): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#isHarmed = true;
    this.#world.note(this.name, `died: ${why}`);
    for (const act of [...this.#whenDead, ...this.#whenGone]) act();
  }

  /** It is done: whatever is still under way for it comes to nothing. */
  end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const act of this.#whenGone) act();
  }

  /** Lets it stand still, once. */
  freeze(freeze: Freeze): void {
    this.#freeze = { ...freeze };
  }

  /** Lets it die right before an effect whose name begins so. */
  dieBefore(what: string): void {
    this.#doom = what;
  }

  #standStill(what: string): number {
    const { random, faults } = this.#world;
    const freeze = this.#freeze;
    if (freeze !== undefined && (typeof freeze.before === 'string' ? what === freeze.before : --freeze.before === 0)) {
      this.#freeze = undefined;
      freeze.whenFrozen();
      return freeze.milliseconds;
    }
    return random.chance(faults.stall) ? random.between(30_000, 900_000) : 0;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.after(milliseconds, () => {
        if (this.#isAlive) resolve();
      });
    });
  }

  /** Does something to the world, which may refuse it, answer late or never, or see the process die before or after. */
  effect<T>(what: string, failures: Failures, perform: () => T | Promise<T>): Promise<T> {
    const world = this.#world;
    const { random, faults } = world;
    return new Promise<T>((resolve, reject) => {
      const stall = this.#standStill(what);
      if (stall > 0) world.note(this.name, `stands still for ${stall / 1_000} s before ${what}`);
      world.after(stall + random.between(1, 40), async () => {
        if (!this.#isAlive) return;
        const isDoomed = this.#doom !== undefined && what.startsWith(this.#doom);
        if (random.chance(faults[this.#deathRate] / 2) || isDoomed) return this.kill(`before ${what}`);
        if (random.chance(faults.refusal)) {
          this.harm();
          const error = failures.refused();
          world.note(this.name, `${what}: refused, ${error.name}`);
          return reject(error);
        }
        let result: T;
        try {
          result = await perform();
        } catch (error) {
          return reject(error);
        }
        if (random.chance(faults[this.#deathRate] / 2)) return this.kill(`after ${what}`);
        if (random.chance(faults.lostAnswer)) {
          this.harm();
          const error = failures.unanswered();
          world.note(this.name, `${what}: done, but the answer was lost`);
          return reject(error);
        }
        resolve(result);
      });
    });
  }
}
