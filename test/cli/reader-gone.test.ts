import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Says one line, then serves as long as somebody reads, and ends with 3; with 4 when it has served for five seconds. */
const program = `
  import { readerGone } from ${JSON.stringify(join(root, 'local', 'cli', 'reader-gone.ts'))};
  setTimeout(() => process.exit(4), 5_000);
  process.stdout.write('first line\\nsecond line\\n');
  await readerGone('python3');
  process.exit(3);
`;

interface Serving {
  readonly ended: Promise<number | null>;
  readonly closeStdout: () => void;
}

function serve(shellCommand: string): Serving {
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn('/bin/sh', ['-c', shellCommand, 'sh', ...node], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    ended: new Promise((fulfil) => child.on('exit', (code) => fulfil(said === '' ? null : code))),
    closeStdout: () => child.stdout.destroy(),
  };
}

describe('Serving while somebody reads', () => {
  it('ends when the reader has read enough', async () => {
    // The program's own exit code goes past the pipe.
    const { ended } = serve('code=$({ { "$@"; echo $? >&3; } | head -1 >/dev/null; } 3>&1); echo ended; exit "$code"');
    expect(await ended).toBe(3);
  });

  it('goes on while the reader is there, and ends when it goes', async () => {
    const { ended, closeStdout } = serve('exec "$@"');
    expect(await Promise.race([ended, sleep(2_000, 'serving')])).toBe('serving');
    closeStdout();
    expect(await ended).toBe(3);
  });

  it('goes on when standard output is a file', async () => {
    const { ended } = serve('"$@" >/dev/null; code=$?; echo ended; exit $code');
    expect(await ended).toBe(4);
  });
});
