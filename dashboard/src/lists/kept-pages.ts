/**
 * Pages of a list that were shown, so that rows do not vanish while they are asked for again; a bounded number of them,
 * the ones nearest to what was shown last.
 */
export class KeptPages<Item> {
  readonly #most: number;
  readonly #pages = new Map<number, readonly Item[]>();

  constructor(most: number) {
    this.#most = most;
  }

  keep(page: number, items: readonly Item[]): void {
    this.#pages.set(page, items);
    while (this.#pages.size > this.#most) {
      const farthest = [...this.#pages.keys()].reduce((far, one) =>
        Math.abs(one - page) > Math.abs(far - page) ? one : far,
      );
      this.#pages.delete(farthest);
    }
  }

  get(page: number): readonly Item[] | undefined {
    return this.#pages.get(page);
  }

  get size(): number {
    return this.#pages.size;
  }
}
