import { useEffect, useRef } from 'react';
import { verdictLine } from '../preflight/verdict.ts';
import type { Phase, UploadItem } from './list/upload-item.ts';

/** What is said aloud when a file comes into a phase; nothing for those that pass by themselves at once. */
const sentences: Readonly<Partial<Record<Phase, (item: UploadItem) => string>>> = {
  ready: ({ name, check }) => `${name} is checked. ${verdictWords(check)}`,
  sending: ({ name }) => `${name} is being sent.`,
  paused: ({ name }) => `${name} is paused.`,
  interrupted: ({ name }) => `The upload of ${name} was interrupted. Pick the file again to go on.`,
  failed: ({ name, error }) => `${name} could not be sent. ${error ?? ''}`,
  landed: ({ name }) => `${name} has landed and is being counted.`,
};

/** Says aloud what becomes of the files, when their phase changes; progress is there to be read, and not said. */
export function usePhaseAnnouncements(items: readonly UploadItem[], announce: (text: string) => void): void {
  const phases = useRef<ReadonlyMap<string, Phase>>(new Map());
  useEffect(() => {
    const changed = items.filter(({ id, phase }) => phases.current.get(id) !== phase);
    phases.current = new Map(items.map(({ id, phase }) => [id, phase]));
    const said = changed.flatMap((item) => sentences[item.phase]?.(item) ?? []);
    if (said.length > 0) announce(said.join(' '));
  }, [items, announce]);
}

function verdictWords(check: UploadItem['check']): string {
  return check.kind === 'report' ? verdictLine(check.report).line : 'It could not be checked.';
}
