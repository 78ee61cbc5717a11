import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { endChild } from '../../local/cloud/children/end-child.ts';
import type { Sample } from './report.ts';

export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  /** Takes what the program says. */
  readonly logFile: string;
}

const lookEveryMilliseconds = 50;

/** Runs a program from its start to its end. Throws when it does not end well. */
export async function measure(program: Program, signal: AbortSignal): Promise<Sample> {
  signal.throwIfAborted();
  const log = openSync(program.logFile, 'w');
  const startedAt = performance.now();
  const child = spawn(program.command, program.parameters, {
    cwd: program.folder,
    env: program.environment,
    // A group of its own, so that its memory can be summed up and all of it be ended.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const memory = new GroupMemory(child.pid ?? -1);
  const looking = setInterval(() => memory.look(), lookEveryMilliseconds);
  const stop = (): void => void endChild(child, { signal: 'SIGTERM', group: true });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    signal.throwIfAborted();
    if (code !== 0)
      throw new Error(`${program.command} failed:\n${readFileSync(program.logFile, 'utf8').slice(-4_000)}`);
    return { seconds, peakMemoryBytes: memory.peakBytes() };
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', stop);
  }
}

/**
 * The sum of the peaks (VmHWM) of all processes of a group, as a job's receipt counts it; shared pages and mapped files
 * count in each. What a process takes in its very last moment may be missed. One that is seen but once does not count: a fork
 * has its parent's memory until it becomes another program, and Java forks for each file whose mode Hadoop sets.
 */
class GroupMemory {
  private readonly group: number;
  private readonly strangers = new Set<string>();
  private readonly members = new Set<string>();
  private readonly peaks = new Map<string, number>();

  constructor(group: number) {
    this.group = group;
  }

  look(): void {
    for (const pid of processIds()) {
      if (this.strangers.has(pid)) continue;
      if (!this.members.has(pid)) {
        (processGroup(pid) === this.group ? this.members : this.strangers).add(pid);
        continue;
      }
      const peak = peakKibibytes(pid);
      if (peak !== undefined) this.peaks.set(pid, peak);
    }
  }

  peakBytes(): number | undefined {
    if (this.peaks.size === 0) return undefined;
    return 1024 * [...this.peaks.values()].reduce((sum, kibibytes) => sum + kibibytes, 0);
  }
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // not every platform has it
  }
}

function processGroup(pid: string): number | undefined {
  // The program's name, in brackets, may hold anything.
  const [, , group] = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ') ?? [];
  return group === undefined ? undefined : Number(group);
}

function peakKibibytes(pid: string): number | undefined {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '');
  return match === null ? undefined : Number(match[1]);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // the process is gone
  }
}
