import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { endChild } from '../children/end-child.ts';
import { type Guard, guardChild } from '../children/guard.ts';
import { javaArguments, type SparkCommand, type Submission } from './spark-command.ts';

export interface SparkProcess {
  /** Settled when Spark and all it started are gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ends Spark and all it started; Spark has five seconds to stop by itself. */
  stop(): Promise<void>;
}

/** Runs a script with Spark, in a process group of its own, which also dies with this process. */
export async function startSpark(
  command: SparkCommand,
  submission: Submission,
  { environment, logFile }: { readonly environment: NodeJS.ProcessEnv; readonly logFile: string },
): Promise<SparkProcess> {
  await mkdir(submission.scratch, { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(command.java, javaArguments(command, submission), {
    cwd: submission.scratch,
    env: { ...environment, SPARK_LOCAL_DIRS: submission.scratch },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const guard = child.pid === undefined ? undefined : guardGroup(child.pid, submission.scratch);
  const ended = whenEnded(child).finally(async () => {
    await endChild(child, { signal: 'SIGKILL', group: true }); // Python, if it outlived its JVM
    guard?.release();
    await rm(submission.scratch, { recursive: true, force: true, maxRetries: 3 });
  });
  ended.catch(() => {});
  return {
    ended,
    stop: async () => {
      await endChild(child, { signal: 'SIGTERM', group: true });
      await ended.catch(() => {});
    },
  };
}

function guardGroup(pid: number, scratch: string): Guard {
  return guardChild({ pid, group: true, signal: 'TERM', remove: [scratch] });
}

function whenEnded(child: ChildProcess): SparkProcess['ended'] {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
