import type { Run } from '../api/client.ts';
import { Pill } from '../layout/pill.tsx';
import type { Tone } from '../theme/tones.ts';

const words: Record<Run['state'], string> = {
  PENDING: 'Waiting',
  IN_PROGRESS: 'In progress',
  SUCCEEDED: 'Succeeded',
  REJECTED: 'Rejected',
  FAILED: 'Failed',
  DUPLICATE: 'Duplicate',
};

const tones: Record<Run['state'], Tone> = {
  PENDING: 'quiet',
  IN_PROGRESS: 'info',
  SUCCEEDED: 'good',
  REJECTED: 'bad',
  FAILED: 'bad',
  DUPLICATE: 'warm',
};

const waits: Record<NonNullable<Run['waitingFor']>, string> = {
  files: 'for more files',
  capacity: 'for a free worker',
  budget: 'for budget',
};

/** The state in words; colour only repeats what the word says. */
export function StateBadge({ run }: { run: Pick<Run, 'state' | 'waitingFor'> }) {
  return (
    <Pill tone={tones[run.state]}>
      {words[run.state]}
      {run.waitingFor ? ` ${waits[run.waitingFor]}` : ''}
    </Pill>
  );
}

export function stateWord(state: Run['state']): string {
  return words[state];
}
