import type { Run } from '../api/client.ts';
import type { Glyph } from '../layout/icon.tsx';
import type { Tone } from '../theme/tones.ts';
import type { RunState } from './run-states.ts';

export interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly glyph: Glyph;
}

const looks: Readonly<Record<RunState, Look>> = {
  PENDING: { word: 'Waiting', tone: 'quiet', glyph: 'waiting' },
  IN_PROGRESS: { word: 'In progress', tone: 'info', glyph: 'running' },
  SUCCEEDED: { word: 'Succeeded', tone: 'good', glyph: 'good' },
  REJECTED: { word: 'Rejected', tone: 'bad', glyph: 'bad' },
  FAILED: { word: 'Failed', tone: 'bad', glyph: 'warm' },
  DUPLICATE: { word: 'Duplicate', tone: 'warm', glyph: 'copy' },
};

export function stateWord(state: RunState): string {
  return looks[state].word;
}

/** How a run's state is shown; a run that succeeded but does not count says why instead. */
export function lookOf(run: Pick<Run, 'state' | 'withdrawnAt' | 'supersededBy'>): Look {
  if (run.state === 'SUCCEEDED' && run.withdrawnAt !== null) return { word: 'Withdrawn', tone: 'warm', glyph: 'quiet' };
  if (run.state === 'SUCCEEDED' && run.supersededBy !== null) {
    return { word: 'Superseded', tone: 'quiet', glyph: 'quiet' };
  }
  return looks[run.state];
}
