import { delayBefore } from './backoff.ts';
import { TransportError } from './transport.ts';

/** Time and network as the engine sees them; a test makes them up. */
export interface Surroundings {
  /** Rejects with the signal's reason when that comes first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Resolves at once while there is a network. */
  online(signal: AbortSignal): Promise<void>;
}

/** Failures in a row after which a part or a call is given up; with the waits between them, about three minutes. */
export const mostFailures = 8;

/**
 * Does the work until it succeeds. What may pass is tried again, ever later; while there is no network, nothing is tried
 * and nothing counts as a failure.
 * @throws TransportError of another kind than `passing`, at once; `passing` after too many failures
 */
export async function patiently<T>(
  work: () => Promise<T>,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; ) {
    await surroundings.online(signal);
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransportError) || error.kind !== 'passing') throw error;
      failures += 1;
      if (failures >= mostFailures) throw error;
      await surroundings.sleep(error.retryAfterMs ?? delayBefore(failures), signal);
    }
  }
}
