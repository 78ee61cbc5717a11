import type { Run } from '../api/client.ts';
import { useNow } from './clock.tsx';
import { waitingWords } from './waiting.ts';

/** What a waiting run waits for, as of now. */
export function Waiting({ run }: { run: Pick<Run, 'state' | 'waitingFor' | 'notBefore' | 'attempts'> }) {
  return waitingWords(run, useNow());
}
