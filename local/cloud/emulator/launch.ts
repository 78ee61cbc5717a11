import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const launcher = fileURLToPath(new URL('./launcher', import.meta.url));
const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
const readySchema = z.object({ port: z.number().int().positive() });

/** Variables of this process that the emulator may see; nothing of the caller's AWS settings reaches it. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER'] as const;

export interface Launch {
  readonly child: ChildProcess;
  /** The port that the emulator holds; rejected when it ends first. */
  readonly boundPort: Promise<number>;
  /** Never fulfilled; rejected when the emulator ends. */
  readonly ended: Promise<never>;
}

interface LaunchOptions {
  readonly log: string;
  readonly scratch: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the launcher in a process group of its own. Its standard input stays open for as long as this process lives. */
export function launch({ log, scratch, port, environment }: LaunchOptions): Launch {
  const logFile = openSync(log, 'a', 0o600);
  const child = spawn(python(), [launcher, '--port', String(port)], {
    cwd: scratch,
    detached: true,
    env: { ...baseEnvironment(scratch), ...environment },
    stdio: ['pipe', 'pipe', logFile],
  });
  closeSync(logFile);
  const ended = whenEnded(child);
  return { child, ended, boundPort: Promise.race([readPort(child), ended]) };
}

function python(): string {
  return process.env['COUNTINGHOUSE_PYTHON'] ?? path.join(projectRoot, '.countinghouse/venv/bin/python');
}

function baseEnvironment(scratch: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    TMPDIR: scratch,
    PYTHONUNBUFFERED: '1',
    LOG_LEVEL: 'INFO',
    LAMBDA_EXECUTOR: 'local',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    MINISTACK_REGION: 'us-east-1',
    MINISTACK_ACCOUNT_ID: '000000000000',
    // MiniStack would use a Docker engine where it finds one; the same parts run on every laptop, so it finds none.
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    // Listeners on fixed ports, which two emulators side by side would fight for.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
}

function whenEnded(child: ChildProcess): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new Error(`could not run ${child.spawnfile}: ${error.message}`)));
    child.once('exit', (code, signal) => reject(new Error(`it ended by itself (${signal ?? `exit code ${code}`}).`)));
  });
  ended.catch(() => {}); // an end after the start is for whoever uses the emulator to notice
  return ended;
}

function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const { stdout } = child;
    if (stdout === null) return reject(new Error('it has no standard output.'));
    createInterface({ input: stdout }).once('line', (line) => {
      stdout.resume();
      try {
        resolve(readySchema.parse(JSON.parse(line)).port);
      } catch {
        reject(new Error(`it said "${line}" instead of its port.`));
      }
    });
  });
}
