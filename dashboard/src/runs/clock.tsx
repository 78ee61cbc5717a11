import { useSyncExternalStore } from 'react';
import { wholeSeconds } from './whole-seconds.ts';

const second = 1000;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  // A hidden page has nobody to show the time to.
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, second);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const unheard = () => () => {};

/** The time, as of now and every second anew while `ticks`: one clock for all that shows it. */
export function useNow(ticks = true): number {
  return useSyncExternalStore(ticks ? subscribe : unheard, () => now);
}

/** How long ago something began, ticking. A clock of the reader's that is behind the server's gives no negative time. */
export function Elapsed({ since }: { since: string }) {
  const elapsed = Math.max(0, useNow() - Date.parse(since));
  return <span className="figure">{wholeSeconds(elapsed)}</span>;
}
