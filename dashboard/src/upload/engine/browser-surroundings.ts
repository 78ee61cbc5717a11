import type { Surroundings } from './patience.ts';

/** Time and network of the browser. */
export const browserSurroundings: Surroundings = {
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', end, { once: true });
    }),
  online: (signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (navigator.onLine) return resolve();
      const listening = new AbortController();
      const once = { once: true, signal: listening.signal };
      const settle = (end: () => void) => () => {
        listening.abort();
        end();
      };
      window.addEventListener('online', settle(resolve), once);
      signal.addEventListener(
        'abort',
        settle(() => reject(signal.reason)),
        once,
      );
    }),
};
