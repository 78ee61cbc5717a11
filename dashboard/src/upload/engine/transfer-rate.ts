interface Sample {
  readonly at: number;
  readonly bytes: number;
}

const span = 10_000; // milliseconds that are looked back
const shortest = 1_000; // milliseconds before a rate is told

/** How fast bytes have gone in the last seconds. Bytes that have to be sent again count each time: they were sent. */
export class TransferRate {
  #samples: Sample[] = [];
  #last = 0;
  #sent = 0;

  /** @param bytes sent of the file so far. @param at milliseconds */
  tell(bytes: number, at: number): void {
    this.#sent += Math.max(0, bytes - this.#last);
    this.#last = bytes;
    this.#samples.push({ at, bytes: this.#sent });
    const oldest = this.#samples.findIndex((sample) => at - sample.at <= span);
    // The last sample before the span stays, so that a single step within it has a beginning.
    this.#samples.splice(0, Math.max(0, oldest - 1));
  }

  /** Begins anew, after a pause for instance. @param bytes that need not be sent */
  restart(bytes: number): void {
    this.#samples = [];
    this.#last = bytes;
  }

  /** Bytes a second; undefined until it can be told. */
  bytesPerSecond(at: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const milliseconds = at - first.at;
    return milliseconds < shortest ? undefined : ((last.bytes - first.bytes) * 1000) / milliseconds;
  }
}
