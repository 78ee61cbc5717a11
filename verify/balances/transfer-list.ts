/** A transfer between two known accounts, as it lies in a `TransferList`; amounts in hundredths. */
export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly amount: bigint;
}

const FIRST_CAPACITY = 1024;

/** Transfers in the order of the file, in arrays of numbers: many millions of them fit the memory. */
export class TransferList {
  length = 0;
  private seconds = new Float64Array(FIRST_CAPACITY);
  private nanoseconds = new Uint32Array(FIRST_CAPACITY);
  private from = new Uint32Array(FIRST_CAPACITY);
  private to = new Uint32Array(FIRST_CAPACITY);
  private amount = new BigInt64Array(FIRST_CAPACITY);

  add(at: { readonly seconds: number; readonly nanoseconds: number }, { from, to, amount }: Transfer): void {
    const place = this.length++;
    if (place === this.seconds.length) this.grow();
    this.seconds[place] = at.seconds;
    this.nanoseconds[place] = at.nanoseconds;
    this.from[place] = from;
    this.to[place] = to;
    this.amount[place] = amount;
  }

  /** By their instants; those of one instant in the order of the file. */
  *inOrder(): Generator<Transfer> {
    const order = Uint32Array.from({ length: this.length }, (_, place) => place);
    const { seconds, nanoseconds } = this;
    order.sort((one, other) => {
      const apart = (seconds[one] as number) - (seconds[other] as number);
      return apart || (nanoseconds[one] as number) - (nanoseconds[other] as number) || one - other;
    });
    for (const place of order) {
      yield { from: this.from[place] as number, to: this.to[place] as number, amount: this.amount[place] as bigint };
    }
  }

  private grow(): void {
    const capacity = 2 * this.seconds.length;
    const larger = <Numbers extends { set(values: Numbers): void }>(values: Numbers, empty: Numbers): Numbers => {
      empty.set(values);
      return empty;
    };
    this.seconds = larger(this.seconds, new Float64Array(capacity));
    this.nanoseconds = larger(this.nanoseconds, new Uint32Array(capacity));
    this.from = larger(this.from, new Uint32Array(capacity));
    this.to = larger(this.to, new Uint32Array(capacity));
    this.amount = larger(this.amount, new BigInt64Array(capacity));
  }
}
