import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endChild } from '../children/end-child.ts';
import { lastLines } from '../emulator/last-lines.ts';
import type { ProviderSettings } from './settings.ts';

const serve = fileURLToPath(new URL('serve.ts', import.meta.url));

export interface SignInOptions extends ProviderSettings {
  /** Its log goes there, as `sign-in.log`. */
  readonly stateDirectory: string;
}

export interface SignIn {
  /** As its tokens name it. */
  readonly issuer: string;
  stop(): Promise<void>;
}

/**
 * Starts an OpenID Connect provider for this machine, in a process of its own. Keys, sessions and secrets are made for this
 * start and are gone with it; it also ends when this process dies, however it dies.
 *
 * @throws Error with the last lines of its log when it does not come up (a port taken by another).
 */
export async function startSignIn({ stateDirectory, ...settings }: SignInOptions): Promise<SignIn> {
  await mkdir(stateDirectory, { recursive: true });
  const log = path.join(stateDirectory, 'sign-in.log');
  const logFile = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, ['--import', 'tsx', serve], {
    detached: true, // a terminal's Ctrl-C is for the parent, which ends it in its turn
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', logFile],
  });
  closeSync(logFile);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The sign-in has no standard input and output.');
  const stop = () => endChild(child, { signal: 'SIGTERM' });
  stdin.on('error', () => {}); // it ended before it read: `exit` tells
  stdin.write(`${JSON.stringify(settings)}\n`);
  try {
    await new Promise<void>((fulfil, reject) => {
      createInterface({ input: stdout }).once('line', () => fulfil());
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`it ended by itself (${signal ?? `exit code ${code}`}).`)));
    });
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The sign-in did not start: ${reason}\n${await lastLines(log, 20)}`.trimEnd());
  }
  return { issuer: `http://127.0.0.1:${settings.port}`, stop };
}
