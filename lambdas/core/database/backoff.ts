/** Time as a function needs it, injected so that tests do not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** How long to try again. */
export interface Patience {
  /** Calls in all, the first one included. */
  readonly tries: number;
  readonly firstDelayMilliseconds: number;
  readonly longestDelayMilliseconds: number;
  /** No try begins later than this after the first. */
  readonly budgetMilliseconds: number;
}

/** A paused Aurora needs about 15 s, after a long pause 30 s and more: 1, 2, 4, 8, 16, 30, 30 s. */
export const PATIENT: Patience = {
  tries: 8,
  firstDelayMilliseconds: 1_000,
  longestDelayMilliseconds: 30_000,
  budgetMilliseconds: 100_000,
};

/** For an answer that a person waits for: better a 503 with Retry-After than a hanging page. */
export const HURRIED: Patience = {
  tries: 3,
  firstDelayMilliseconds: 500,
  longestDelayMilliseconds: 1_000,
  budgetMilliseconds: 5_000,
};

/**
 * Calls `act` until it succeeds, fails with an error that is not worth another try, or patience ends; then it throws
 * the last error. Delays double and have no jitter: few callers meet a waking database, and it answers them in order.
 */
export async function withBackoff<T>(
  act: () => Promise<T>,
  isWorthAnotherTry: (error: unknown) => boolean,
  patience: Patience,
  clock: Clock,
): Promise<T> {
  const start = clock.now();
  for (let tried = 1; ; tried += 1) {
    try {
      return await act();
    } catch (error) {
      const delay = Math.min(patience.firstDelayMilliseconds * 2 ** (tried - 1), patience.longestDelayMilliseconds);
      const isInBudget = clock.now() + delay - start <= patience.budgetMilliseconds;
      if (!isWorthAnotherTry(error) || tried >= patience.tries || !isInBudget) {
        throw error;
      }
      await clock.sleep(delay);
    }
  }
}
