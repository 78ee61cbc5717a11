import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

const STDOUT = 1;

// Node tells of a closed pipe only when it writes, and a start that serves has nothing more to write. The kernel tells a
// poll of both ends: of the reader's of standard output, and of this process's, which is the other end of the child's
// standard input.
const WATCH = `
import select
poll = select.poll()
poll.register(0, 0)
poll.register(1, 0)
poll.poll()
`;

/**
 * Waits until nobody can read standard output any more (`… | head -1`). Never ends where it is no pipe: a terminal that
 * closes sends a signal, and a file stays.
 * @param python the path of a Python interpreter
 */
export function readerGone(python: string): Promise<void> {
  return new Promise((fulfil) => {
    const kind = fstatSync(STDOUT);
    if (!kind.isFIFO() && !kind.isSocket()) {
      return;
    }
    const child = spawn(python, ['-c', WATCH], { cwd: '/', stdio: ['pipe', 'inherit', 'ignore'] });
    child.on('error', () => {}); // without it, Ctrl-C ends the start all the same
    child.on('exit', (code) => {
      if (code === 0) {
        fulfil();
      }
    });
  });
}
