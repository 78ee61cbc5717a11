import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/cli/free-port.ts';
import { endChild, hasEnded } from '../../local/cloud/children/end-child.ts';
import { guardChild } from '../../local/cloud/children/guard.ts';
import { lastLines } from '../../local/cloud/emulator/last-lines.ts';
import { localstackPython } from '../../local/install/localstack.mjs';

export interface LocalStack {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, '../..');
/** It takes about four seconds on an idle machine. */
const PATIENCE = 90_000; // milliseconds

/** Starts LocalStack on a free port, or takes the one that LOCALSTACK_ENDPOINT names. */
export async function startLocalStack(): Promise<LocalStack> {
  const given = process.env['LOCALSTACK_ENDPOINT'];
  if (given !== undefined && given !== '') {
    await untilReady(given, () => false);
    return { endpoint: given.replace(/\/+$/, ''), stop: async () => {} };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'countinghouse-localstack-'));
  const log = path.join(folder, 'localstack.log');
  const port = await freePort();
  const child = launch(folder, log, port);
  const guard = guardChild({ pid: child.pid ?? 0, group: true, signal: 'TERM', remove: [folder] });
  const stop = async (): Promise<void> => {
    await endChild(child, { signal: 'SIGTERM', group: true, patience: 3_000 });
    guard.release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilReady(endpoint, () => hasEnded(child));
    return { endpoint, stop };
  } catch (error) {
    const said = await lastLines(log, 20);
    await stop();
    throw new Error(`LocalStack did not start: ${error instanceof Error ? error.message : error}\n${said}`);
  }
}

function launch(folder: string, log: string, port: number): ChildProcess {
  const scratch = path.join(folder, 'tmp');
  mkdirSync(scratch);
  const logFile = openSync(log, 'a', 0o600);
  const child = spawn(localstackPython(root), ['-m', 'localstack.runtime.main'], {
    cwd: folder,
    detached: true,
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: folder,
      TMPDIR: scratch,
      FILESYSTEM_ROOT: path.join(folder, 'root'),
      // A machine that is itself a container is no reason to write into /var/lib.
      OVERRIDE_IN_DOCKER: '0',
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      SERVICES: 's3,sqs,cloudformation,sts',
      SQS_ENDPOINT_STRATEGY: 'path',
      // Nothing of it may look for the internet: no telemetry, no certificate, no name server of its own.
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DNS_ADDRESS: '0',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', logFile, logFile],
  });
  closeSync(logFile);
  child.on('error', () => {});
  return child;
}

async function untilReady(endpoint: string, isGone: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline && !isGone()) {
    const health = `${endpoint.replace(/\/+$/, '')}/_localstack/health`;
    const isReady = await fetch(health, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(isGone() ? 'it ended' : `it did not answer at ${endpoint} within ${PATIENCE / 1_000} seconds`);
}
