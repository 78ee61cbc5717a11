/** Lets only so many pieces of work run at a time; the others wait in the order in which they came. */
export class TurnTaking {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(mostAtOnce: number) {
    this.free = mostAtOnce;
  }

  /** Does the work when its turn comes. @param signal ends the waiting: the promise rejects with its reason */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    await this.turn(signal);
    try {
      return await work();
    } finally {
      // Who waits takes the place over; it is never free in between.
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }

  private turn(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (this.free > 0) {
      this.free--;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      const leave = () => {
        const place = this.waiting.indexOf(resolve);
        if (place < 0) return;
        this.waiting.splice(place, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
