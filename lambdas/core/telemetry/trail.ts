import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ids } from './telemetry.ts';

/** Keeps by which ids the work that goes on now can be followed, also where several works go on side by side. */
export class Trail {
  readonly #followed = new AsyncLocalStorage<Ids>();

  /** The ids of the innermost work and of all around it. */
  get ids(): Ids {
    return this.#followed.getStore() ?? {};
  }

  /** Does work within what goes on already. What it learns of further ids does not outlast it. */
  within<T>(ids: Ids, work: () => Promise<T>): Promise<T> {
    return this.#followed.run({ ...this.ids, ...known(ids) }, work);
  }

  /** Adds ids to the innermost work; without one there is nothing to add to. */
  learn(ids: Ids): void {
    const innermost = this.#followed.getStore();
    if (innermost !== undefined) {
      Object.assign(innermost, known(ids));
    }
  }
}

const known = (ids: Ids): Ids => Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined));
