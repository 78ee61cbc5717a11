import { spawn } from 'node:child_process';

/** What a guard ends, and leaves behind nothing of, should this process die without doing it itself. */
export interface Guarded {
  readonly pid: number;
  /** Signal the whole process group that `pid` leads. */
  readonly group: boolean;
  readonly signal: 'TERM' | 'INT' | 'QUIT' | 'KILL';
  /** Folders to remove once the process is gone. */
  readonly remove?: readonly string[];
}

export interface Guard {
  /** Sends the guard home: the child has ended already. */
  release(): void;
}

// `read` returns when this process writes a word, or when the kernel closes the pipe because this process is dead,
// however it died. The wait is bounded so that a process which ignores the signal is killed after five seconds.
const watch = `
read -r word
[ "$word" = done ] && exit 0
signal=$1; target=$2; shift 2
kill -s "$signal" -- "$target" 2>/dev/null
tries=0
while kill -s 0 -- "$target" 2>/dev/null && [ "$tries" -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
kill -s KILL -- "$target" 2>/dev/null
[ $# -gt 0 ] && rm -rf -- "$@"
exit 0
`;

/** Makes sure that a child dies with this process, also when this process is killed with `kill -9`. */
export function guardChild({ pid, group, signal, remove = [] }: Guarded): Guard {
  const target = group ? `-${pid}` : `${pid}`;
  const guard = spawn('/bin/sh', ['-c', watch, 'guard', signal, target, ...remove], {
    cwd: '/',
    detached: true, // out of reach of a terminal's Ctrl-C, which would end the guard before its work
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {}); // without a guard the child still ends by stop()
  guard.stdin.on('error', () => {});
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return { release: () => void guard.stdin.end('done\n') };
}
