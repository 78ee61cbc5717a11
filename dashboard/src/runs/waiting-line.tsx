import { useNow } from './clock.tsx';
import { type WaitingRun, waitingWords } from './waiting.ts';

/** What a waiting run waits for, as of now. */
export function Waiting({ run }: { run: WaitingRun }) {
  return waitingWords(run, useNow());
}
