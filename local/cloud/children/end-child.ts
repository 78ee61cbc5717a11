import type { ChildProcess } from 'node:child_process';

export interface Ending {
  readonly signal: NodeJS.Signals;
  /** Milliseconds until SIGKILL. */
  readonly patience?: number;
  /** Signal the whole process group that the child leads. */
  readonly group?: boolean;
}

/** Ends a child and waits until it is gone: the given signal first, SIGKILL when it does not listen. */
export async function endChild(
  child: ChildProcess,
  { signal, patience = 5_000, group = false }: Ending,
): Promise<void> {
  if (hasEnded(child)) {
    if (group) sendSignal(child, 'SIGKILL', true);
    return;
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  sendSignal(child, signal, group);
  const impatience = setTimeout(() => sendSignal(child, 'SIGKILL', group), patience);
  await ended;
  clearTimeout(impatience);
  if (group) sendSignal(child, 'SIGKILL', true); // grandchildren that outlived their parent
}

export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function sendSignal({ pid }: ChildProcess, signal: NodeJS.Signals, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // ESRCH: gone already. EPERM: macOS says so of a group in which only zombies are left.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
