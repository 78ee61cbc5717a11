import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startEmulator } from '../../../local/cloud/emulator/index.ts';

export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const settingsFor = (endpoint: string): ClientSettings => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** A folder that is gone after the file's tests. */
export async function scratchDirectory(): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'emulator-test-'));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Starts one emulator for the tests of a file; `use` makes the clients once it listens. */
export function withEmulator(use: (settings: ClientSettings) => void | Promise<void>): void {
  let end: () => Promise<void> = async () => {};
  beforeAll(async () => {
    const { directory, remove } = await scratchDirectory();
    const emulator = await startEmulator({ stateDirectory: directory });
    end = async () => {
      await emulator.stop();
      await remove();
    };
    await use(settingsFor(emulator.endpoint));
  });
  afterAll(() => end());
}

/** Asks again every 50 ms until there is an answer; fails after the given seconds. */
export async function eventually<T>(ask: () => Promise<T | undefined>, seconds = 15): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`nothing came within ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
