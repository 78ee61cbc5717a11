import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const modulePath = join(fileURLToPath(new URL('../..', import.meta.url)), 'local', 'cli', 'written.mjs');

const program = `
  import { written } from ${JSON.stringify(modulePath)};
  process.stdout.on('error', () => {});
  process.stdout.write('x'.repeat(1_000_000));
  await written(process.stdout);
  process.exit(3);
`;

describe('What was written to standard output', () => {
  it('reaches a reader that comes late, whole, before the process ends', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((fulfil) => child.on('close', fulfil));
    await sleep(500);
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    expect(await ended).toBe(3);
    expect(bytes).toBe(1_000_000);
  });

  it('does not keep the process when the reader has gone', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.destroy();
    expect(await new Promise((fulfil) => child.on('close', fulfil))).toBe(3);
  });
});
