/**
 * Does several things side by side and gives their results. When one fails, the others are told to stop, and all of
 * them have ended before this throws the first failure: nothing goes on in the background.
 *
 * @template {readonly unknown[]} Results
 * @param {AbortSignal} outer
 * @param {{ [Index in keyof Results]: (signal: AbortSignal) => Promise<Results[Index]> }} works
 * @returns {Promise<Results>}
 */
export async function together(outer, works) {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const settled = await Promise.allSettled(
    works.map(async (work) => {
      try {
        return await work(signal);
      } catch (error) {
        // The first failure is the reason; later ones are its consequences.
        failed.abort(error);
        throw error;
      }
    }),
  );
  outer.throwIfAborted();
  if (failed.signal.aborted) {
    throw failed.signal.reason;
  }
  return /** @type {Results} */ (
    /** @type {unknown} */ (settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)))
  );
}
