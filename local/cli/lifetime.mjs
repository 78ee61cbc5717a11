/**
 * One start's lifetime: what ends it (Ctrl-C, a signal, a closed stdout), and what must be stopped at its end, in
 * whatever phase that is.
 */
import EventEmitter from 'node:events';

/** Exit codes of a shell for a process that a signal ended: 128 + the signal's number. */
const SIGNAL_EXIT_CODES = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/**
 * npm passes a Ctrl-C on to a process that the terminal has told already: the same Ctrl-C arrives twice within
 * milliseconds. Only a later one is a second Ctrl-C.
 */
const ECHO = 500;
/** How long stopping may take before another Ctrl-C ends this process at once, in milliseconds. */
const PATIENCE = 10_000;

/** Someone or something wants this start to end; not an error. */
export class Ended extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * @typedef {object} Lifetime
 * @property {AbortSignal} signal aborted, with an `Ended`, as soon as the start shall end
 * @property {(name: string, stop: () => void | Promise<void>) => void} onEnd registers what must be stopped
 * @property {() => Promise<void>} end stops everything, the newest first; never throws
 */

/**
 * @param {(text: string) => void} say tells the person what is happening
 * @returns {Lifetime}
 */
export function createLifetime(say) {
  const controller = new AbortController();
  // Every abortable wait listens to it; their number says nothing about a leak.
  EventEmitter.setMaxListeners(0, controller.signal);
  /** @type {Array<{ name: string, stop: () => void | Promise<void> }>} */
  const parts = [];
  /** @type {Promise<void> | null} */
  let ending = null;

  const endAll = async () => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        say(`${part.name} did not stop cleanly: ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  watchSignals(controller, say);
  watchStdout(controller);
  return {
    signal: controller.signal,
    onEnd: (name, stop) => void parts.push({ name, stop }),
    end: () => {
      // What still runs in the background hears of it, too.
      controller.abort(new Ended('this start is over', 1));
      ending ??= endAll();
      return ending;
    },
  };
}

/**
 * @param {AbortController} controller
 * @param {(text: string) => void} say
 */
function watchSignals(controller, say) {
  let firstAt = 0;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        firstAt = performance.now();
        say('Stopping …');
        controller.abort(new Ended(`ended by ${name}`, SIGNAL_EXIT_CODES[name]));
      } else if (performance.now() - firstAt > PATIENCE) {
        // Whatever hangs is ended by the guards, which notice that this process is gone.
        process.exit(SIGNAL_EXIT_CODES[name]);
      } else if (performance.now() - firstAt > ECHO) {
        say('Still stopping; everything that was started is being ended');
      }
    });
  }
}

/**
 * The reader of our output is gone (`… | head -1`): nobody is left to serve.
 * @param {AbortController} controller
 */
function watchStdout(controller) {
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'EPIPE') {
      controller.abort(new Ended('stdout was closed', 1));
    }
  });
  // With the terminal gone there is nobody to complain to.
  process.stderr.on('error', () => {});
}
