import type { Run } from '../api/client.ts';

const words: Record<Run['state'], string> = {
  PENDING: 'Waiting',
  IN_PROGRESS: 'In progress',
  SUCCEEDED: 'Succeeded',
  REJECTED: 'Rejected',
  FAILED: 'Failed',
  DUPLICATE: 'Duplicate',
};

const waits: Record<NonNullable<Run['waitingFor']>, string> = {
  files: 'for more files',
  capacity: 'for a free worker',
  budget: 'for budget',
};

/** The state in words; colour only repeats what the word says. */
export function StateBadge({ run }: { run: Pick<Run, 'state' | 'waitingFor'> }) {
  return (
    <span className={`badge ${run.state.toLowerCase()}`}>
      {words[run.state]}
      {run.waitingFor ? ` ${waits[run.waitingFor]}` : ''}
    </span>
  );
}

export function stateWord(state: Run['state']): string {
  return words[state];
}
