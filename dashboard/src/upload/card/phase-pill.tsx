import { Pill } from '../../layout/pill.tsx';
import type { Tone } from '../../theme/tones.ts';
import type { Phase } from '../list/upload-item.ts';

const looks: Readonly<Record<Phase, { readonly word: string; readonly tone: Tone }>> = {
  checking: { word: 'Checking', tone: 'info' },
  ready: { word: 'Not sent yet', tone: 'quiet' },
  queued: { word: 'Waits for its turn', tone: 'quiet' },
  sending: { word: 'Sending', tone: 'info' },
  completing: { word: 'Landing', tone: 'info' },
  paused: { word: 'Paused', tone: 'warm' },
  interrupted: { word: 'Interrupted', tone: 'warm' },
  failed: { word: 'Failed', tone: 'bad' },
  landed: { word: 'Landed', tone: 'good' },
};

/** Where a file is on its way into the landing bucket. */
export function PhasePill({ phase }: { phase: Phase }) {
  const { word, tone } = looks[phase];
  return <Pill tone={tone}>{word}</Pill>;
}
