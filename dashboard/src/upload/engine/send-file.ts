import { PartAddresses } from './part-addresses.ts';
import { lengthOf, type Part, partsOf } from './parts.ts';
import { patiently } from './patience.ts';
import { type PartSending, sendPart } from './send-part.ts';
import { type ArrivedPart, type LandedFile, TransportError, type Upload } from './transport.ts';

export interface FileSending extends Omit<PartSending, 'addresses'> {
  readonly upload: Upload;
  /** Told how many bytes of the file have arrived or are on their way. */
  readonly onProgress: (bytes: number) => void;
  /** Told when all parts have arrived and the file is made of them. */
  readonly onCompleting?: () => void;
}

/** Parts of one file that are sent at once; all files together share the slots. */
const partsAtOnce = 4;
/** Should the store have lost parts or hold other ones, they are sent again; more often than this, something is broken. */
const mostRounds = 3;

/**
 * Sends what of the file has not arrived yet, and lands it. Can be called again for the same upload at any time after
 * the last call has ended, however it ended: what has arrived stays.
 */
export async function sendFile(given: FileSending): Promise<LandedFile> {
  const { transport, surroundings, upload, signal } = given;
  for (let round = 1; ; round += 1) {
    const arrived = await patiently(() => transport.arrived(upload.uploadId, signal), surroundings, signal);
    const etags = await sendMissing(given, arrived);
    signal.throwIfAborted();
    given.onCompleting?.();
    try {
      return await patiently(() => transport.complete(upload.uploadId, etags, signal), surroundings, signal);
    } catch (error) {
      const mayMend = error instanceof TransportError && error.kind === 'differ' && round < mostRounds;
      if (!mayMend) throw error;
    }
  }
}

/** @returns the entity tags of all parts, in their order */
async function sendMissing(sending: FileSending, arrived: readonly ArrivedPart[]): Promise<readonly string[]> {
  const etags = new Map<number, string>();
  const progress = new Map<number, number>();
  const tell = (): void => sending.onProgress([...progress.values()].reduce((sum, sent) => sum + sent, 0));
  const parts = partsOf(sending.upload);
  const known = new Map(arrived.map((part) => [part.partNumber, part]));
  const missing = parts.filter((part) => {
    const there = known.get(part.partNumber);
    if (there?.size !== lengthOf(part)) return true;
    etags.set(part.partNumber, there.etag);
    progress.set(part.partNumber, there.size);
    return false;
  });
  tell();
  const order = missing.map(({ partNumber }) => partNumber);
  const addresses = new PartAddresses(sending.transport, sending.upload.uploadId, order);
  await inParallel(missing, sending, async (part, signal) => {
    const onProgress = (bytes: number): void => {
      progress.set(part.partNumber, bytes);
      tell();
    };
    etags.set(part.partNumber, await sendPart(part, { ...sending, addresses, signal }, onProgress));
  });
  return parts.map(({ partNumber }) => etags.get(partNumber) ?? '');
}

/** The first failure stops the others. */
async function inParallel(
  parts: readonly Part[],
  { signal }: { readonly signal: AbortSignal },
  send: (part: Part, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const queue = parts[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const part of queue) {
      try {
        await send(part, either);
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: partsAtOnce }, worker));
  signal.throwIfAborted();
  failed.signal.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
