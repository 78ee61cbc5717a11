/**
 * Waits until everything written to a stream has been taken. A pipe holds 64 KiB; what a slow reader has not taken yet
 * lies in this process, and would be lost if it ended now. Also gives up when the reader is gone.
 *
 * @param {import('node:stream').Writable} stream
 * @returns {Promise<void>}
 */
export function written(stream) {
  return new Promise((fulfil) => {
    stream.write('', () => fulfil());
  });
}
