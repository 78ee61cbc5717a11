/**
 * Shows what is going on: on a terminal one live line for each phase that is under way, with the step's name and the
 * time passed; elsewhere plain lines. Always on stderr, so that stdout carries results only.
 */

/** Milliseconds between two drawings of the live lines. */
const REDRAW = 100;

/**
 * @typedef {object} Phase
 * @property {string} name
 * @property {string} step
 * @property {number} startedAt milliseconds of the monotonic clock
 *
 * @typedef {(text: string) => void} ShowStep names the step that a phase is in now
 *
 * @typedef {object} Progress
 * @property {<T>(name: string, work: (step: ShowStep) => Promise<T>) => Promise<T>} phase
 *   shows a phase while its work goes on, and its duration when it is done
 * @property {(text: string) => void} say one line that stays
 * @property {() => void} close takes the live lines away
 */

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  return stream.isTTY ? liveProgress(stream) : plainProgress(stream);
}

/** @param {number} since */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
function plainProgress(stream) {
  const say = (/** @type {string} */ text) => void stream.write(`${text}\n`);
  return {
    say,
    close: () => {},
    phase: async (name, work) => {
      const startedAt = performance.now();
      let last = '';
      say(`${name} …`);
      try {
        const result = await work((text) => {
          // Numbers change many times a second; a log wants the step's name only.
          const step = text.replace(/[0-9][0-9.,]*/g, '#');
          if (step !== last) {
            last = step;
            say(`  ${name}: ${text}`);
          }
        });
        say(`✓ ${name}  ${seconds(startedAt)}`);
        return result;
      } catch (error) {
        say(`✗ ${name}  ${seconds(startedAt)}`);
        throw error;
      }
    },
  };
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
function liveProgress(stream) {
  /** @type {Set<Phase>} */
  const phases = new Set();
  let drawn = 0;
  /** @type {NodeJS.Timeout | null} */
  let timer = null;
  const erase = () => {
    stream.write(drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    const width = Math.max(20, (stream.columns || 80) - 1);
    for (const { name, step, startedAt } of phases) {
      const text = `⠿ ${name}  ${seconds(startedAt)}${step === '' ? '' : `  ${step}`}`;
      stream.write(`${text.length > width ? `${text.slice(0, width - 1)}…` : text}\n`);
      drawn += 1;
    }
  };
  const say = (/** @type {string} */ text) => {
    erase();
    stream.write(`${text}\n`);
    draw();
  };
  const close = () => {
    clearInterval(timer ?? undefined);
    timer = null;
    erase();
    phases.clear();
  };
  return {
    say,
    close,
    phase: async (name, work) => {
      const phase = { name, step: '', startedAt: performance.now() };
      phases.add(phase);
      timer ??= setInterval(draw, REDRAW).unref();
      draw();
      /** @param {string} mark */
      const end = (mark) => {
        phases.delete(phase);
        say(`${mark} ${name}  ${seconds(phase.startedAt)}`);
        if (phases.size === 0) {
          close();
        }
      };
      try {
        const result = await work((text) => {
          phase.step = text;
        });
        end('✓');
        return result;
      } catch (error) {
        end('✗');
        throw error;
      }
    },
  };
}
