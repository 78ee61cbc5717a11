import type { ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { endChild } from '../children/end-child.ts';
import { untilHealthy } from './health.ts';
import { lastLines } from './last-lines.ts';
import { type Launch, launch } from './launch.ts';

export interface EmulatorOptions {
  /** Holds everything the emulator writes: its log `emulator.log`, objects, unpacked functions. Made when missing. */
  readonly stateDirectory: string;
  /** TCP port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Variables for the emulator's process and, through it, for every Lambda function. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`: the value of AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Ends the emulator and every Lambda process; its state is gone. Can be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts an emulated AWS with empty state. Several can run side by side.
 *
 * The emulator and its Lambda processes also end when this process dies, however it dies.
 *
 * @throws Error with the last lines of the log when it does not come up (a port taken by another, Python missing).
 */
export async function startEmulator({
  stateDirectory,
  port = 0,
  environment = {},
}: EmulatorOptions): Promise<Emulator> {
  const directory = path.resolve(stateDirectory);
  const scratch = path.join(directory, 'emulator-scratch');
  const log = path.join(directory, 'emulator.log');
  await mkdir(scratch, { recursive: true });
  const launched = launch({ log, scratch, port, environment });
  const stop = async (): Promise<void> => {
    await end(launched.child);
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const endpoint = await ready(launched);
    return { endpoint, stop };
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The emulator did not start: ${reason}\n${await lastLines(log, 20)}`.trimEnd());
  }
}

async function ready(launched: Launch): Promise<string> {
  const endpoint = `http://127.0.0.1:${await launched.boundPort}`;
  await Promise.race([untilHealthy(endpoint), launched.ended]);
  return endpoint;
}

async function end(child: ChildProcess): Promise<void> {
  await endChild(child, { signal: 'SIGTERM', group: true });
}
