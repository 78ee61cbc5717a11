/** Runs one child process to its end: in a process group of its own, so that nothing of it outlives a Ctrl-C. */
import { spawn } from 'node:child_process';

/** How long a process group may take to end by itself before it is killed, in milliseconds. */
const GRACE = 5_000;
const KEPT_OUTPUT = 64 * 1024;

/**
 * Process groups that are running. However this process ends, short of `kill -9`, they end with it.
 * @type {Set<number>}
 */
const running = new Set();
process.on('exit', () => {
  for (const pid of running) {
    signalGroup(pid, 'SIGKILL');
  }
});

/**
 * @typedef {object} CommandOptions
 * @property {string} cwd
 * @property {AbortSignal} signal ends the whole process group when aborted
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] each line of output, for progress and logs
 */

/** A command that did not end with exit code 0; the message carries its last lines of output. */
export class CommandError extends Error {}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {CommandOptions} options
 * @returns {Promise<string>} the output (stdout and stderr), its last 64 KiB
 */
export function runCommand(command, parameters, { cwd, signal, env, onLine }) {
  return new Promise((fulfil, reject) => {
    signal.throwIfAborted();
    const child = spawn(command, parameters, {
      cwd,
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) {
      running.add(pid);
      child.on('exit', () => running.delete(pid));
    }
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output = (output + text).slice(-KEPT_OUTPUT);
      });
      if (onLine !== undefined) {
        forwardLines(stream, onLine);
      }
    }
    const stop = () => void endGroup(child);
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error) => {
      signal.removeEventListener('abort', stop);
      reject(new CommandError(`${command} could not be started: ${error.message}`));
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) {
        reject(signal.reason);
      } else if (code === 0) {
        fulfil(output);
      } else {
        const ending = code === null ? `was ended by ${killedBy}` : `ended with exit code ${code}`;
        reject(new CommandError(`${[command, ...parameters].join(' ')} ${ending}:\n${lastLines(output)}`));
      }
    });
  });
}

/**
 * Ends a child and everything that it started: SIGTERM to its process group, SIGKILL after five seconds.
 * @param {import('node:child_process').ChildProcess} child started with `detached: true`
 * @returns {Promise<void>} when the child is gone
 */
export function endGroup(child) {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve();
  }
  return new Promise((fulfil) => {
    const killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE);
    child.once('exit', () => {
      clearTimeout(killer);
      // What the child left behind in its group, such as a grandchild that ignores SIGTERM.
      signalGroup(pid, 'SIGKILL');
      fulfil();
    });
    signalGroup(pid, 'SIGTERM');
  });
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} onLine
 */
function forwardLines(stream, onLine) {
  let rest = '';
  stream.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine(line);
    }
  });
  stream.on('end', () => {
    if (rest !== '') {
      onLine(rest);
    }
  });
}

/** @param {string} output */
function lastLines(output) {
  return output.trimEnd().split('\n').slice(-20).join('\n');
}
