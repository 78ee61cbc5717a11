import type { PartAddresses } from './part-addresses.ts';
import { lengthOf, type Part } from './parts.ts';
import { patiently, type Surroundings } from './patience.ts';
import type { Slots } from './slots.ts';
import { TransportError, type UploadTransport } from './transport.ts';

export interface PartSending {
  readonly transport: UploadTransport;
  readonly surroundings: Surroundings;
  readonly slots: Slots;
  readonly addresses: PartAddresses;
  readonly file: Blob;
  readonly signal: AbortSignal;
}

/** An address may expire between its making and its use, after a laptop's sleep for instance; twice in a row is odd. */
const mostExpired = 3;

/**
 * Sends one part, with a new address for each try.
 * @param onProgress told how many bytes of it have been sent; fewer than before when it has to be sent again
 * @returns the part's entity tag
 */
export function sendPart(part: Part, sending: PartSending, onProgress: (bytes: number) => void): Promise<string> {
  let expired = 0;
  return patiently(
    async () => {
      onProgress(0);
      try {
        return await sending.slots.during(sending.signal, () => putOnce(part, sending, onProgress));
      } catch (error) {
        onProgress(0);
        if (error instanceof TransportError && error.kind === 'expired') {
          expired += 1;
          throw new TransportError(expired < mostExpired ? 'passing' : 'refused', error.message);
        }
        throw error;
      }
    },
    sending.surroundings,
    sending.signal,
  );
}

async function putOnce(part: Part, sending: PartSending, onProgress: (bytes: number) => void): Promise<string> {
  const { transport, addresses, file, signal } = sending;
  const bytes = file.slice(part.from, part.to);
  const address = await addresses.of(part.partNumber, signal);
  try {
    const etag = await transport.put(address, bytes, { signal, onProgress });
    onProgress(lengthOf(part));
    return etag;
  } catch (error) {
    signal.throwIfAborted();
    await refuseUnreadable(bytes);
    throw error;
  }
}

/** A browser tells of a file that was changed or removed just as it tells of a torn connection. */
async function refuseUnreadable(bytes: Blob): Promise<void> {
  try {
    await bytes.slice(0, 1).arrayBuffer();
  } catch {
    throw new TransportError('refused', 'The file was changed or removed since it was picked. Pick it again.');
  }
}
