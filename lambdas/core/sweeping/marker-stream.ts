import type { ObjectStore } from '../objects/object-store.ts';
import { byBytes } from './byte-order.ts';

/** Time ran out while markers were being passed over; the stream knows how far it came. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** The markers in the order of their names, read page by page, forward only. */
export class MarkerStream {
  readonly #load: (after: string | undefined) => ReturnType<ObjectStore['listKeys']>;
  readonly #isOutOfTime: () => boolean;
  #page: readonly string[] = [];
  #place = 0;
  #isLastPage = false;
  #after: string | null;

  constructor(
    load: (after: string | undefined) => ReturnType<ObjectStore['listKeys']>,
    after: string | null,
    isOutOfTime: () => boolean,
  ) {
    this.#load = load;
    this.#after = after;
    this.#isOutOfTime = isOutOfTime;
  }

  /** The last marker that was passed; null: none. */
  get after(): string | null {
    return this.#after;
  }

  /**
   * Moves on to the name. Asked for ascending names, it is exact for the markers that stood when their page was read.
   * @returns whether there is a marker of that name at or after the stream's place
   * @throws OutOfTimeError between two pages
   */
  async holds(name: string): Promise<boolean> {
    for (;;) {
      const marker = await this.#peek();
      const order = marker === undefined ? 1 : byBytes(marker, name);
      if (marker === undefined || order > 0) {
        return false;
      }
      this.#after = marker;
      this.#place += 1;
      if (order === 0) {
        return true;
      }
    }
  }

  async #peek(): Promise<string | undefined> {
    while (this.#place === this.#page.length && !this.#isLastPage) {
      if (this.#isOutOfTime()) {
        throw new OutOfTimeError();
      }
      const page = await this.#load(this.#after ?? undefined);
      this.#page = page.keys;
      this.#place = 0;
      this.#isLastPage = page.isLast;
    }
    return this.#page[this.#place];
  }
}
