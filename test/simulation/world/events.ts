/** Something that will happen. */
export interface Event {
  readonly at: number;
  /** Orders events of one moment; drawn at random, so that none is favoured. */
  readonly order: number;
  readonly act: () => void | Promise<void>;
}

const isBefore = (left: Event, right: Event): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

/** What will happen, the next one first: a binary heap. */
export class Events {
  readonly #heap: Event[] = [];

  get length(): number {
    return this.#heap.length;
  }

  get next(): Event | undefined {
    return this.#heap[0];
  }

  add(event: Event): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const [a, b] = [heap[left], heap[right]];
      if (a === undefined) break;
      const [child, smaller] = b !== undefined && isBefore(b, a) ? [right, b] : [left, a];
      if (!isBefore(smaller, last)) break;
      heap[place] = smaller;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
