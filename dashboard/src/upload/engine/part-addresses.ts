import { TransportError, type UploadTransport } from './transport.ts';

interface Made {
  readonly address: Promise<string>;
  readonly at: number;
}

/** Addresses that are made in one call: of the part that is next, and of those that come after it. */
const batch = 16;
/** They serve for a quarter of an hour, and a part must begin within that. */
const freshFor = 10 * 60_000; // milliseconds

/** The addresses of an upload's parts, a few made ahead; each is given out once. */
export class PartAddresses {
  readonly #transport: UploadTransport;
  readonly #uploadId: string;
  readonly #order: readonly number[];
  readonly #made = new Map<number, Made>();

  /** @param order the numbers of the parts, as they will be sent */
  constructor(transport: UploadTransport, uploadId: string, order: readonly number[]) {
    this.#transport = transport;
    this.#uploadId = uploadId;
    this.#order = order;
  }

  of(partNumber: number, signal: AbortSignal): Promise<string> {
    const made = this.#made.get(partNumber);
    this.#made.delete(partNumber);
    return made !== undefined && performance.now() - made.at < freshFor ? made.address : this.#make(partNumber, signal);
  }

  #make(partNumber: number, signal: AbortSignal): Promise<string> {
    const following = this.#order.slice(this.#order.indexOf(partNumber) + 1).filter((next) => !this.#made.has(next));
    const wanted = [partNumber, ...following.slice(0, batch - 1)];
    const answer = this.#transport.addresses(this.#uploadId, wanted, signal);
    const [first, ...others] = wanted.map((number, index) => ({ number, address: at(answer, index, number) }));
    for (const { number, address } of others) {
      this.#made.set(number, { address, at: performance.now() });
      // Whoever asks for it is told; nobody may ask.
      address.catch(() => {});
    }
    return first?.address ?? at(answer, 0, partNumber);
  }
}

async function at(answer: Promise<readonly string[]>, index: number, partNumber: number): Promise<string> {
  const address = (await answer)[index];
  if (address === undefined) throw new TransportError('refused', `Part ${partNumber} got no address.`);
  return address;
}
