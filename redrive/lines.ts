import type { Letter } from './letter.ts';
import type { Fate, Outcome } from './redrive.ts';

/** What is told of a dead letter: never its body, which names files. */
export function letterLines(letter: Letter, fate: Fate): readonly string[] {
  const bytes = Buffer.byteLength(letter.body, 'utf8');
  const from = fate.origin?.name ?? 'unknown queue';
  const by = letter.function === undefined ? '' : `  given up by ${letter.function}`;
  const what = {
    listed: () => '',
    'brought-back': () => `    brought back to ${from}`,
    'would-be-brought-back': () => `    would be brought back to ${from}`,
    left: () => `    left: ${fate.kind === 'left' ? fate.why : ''}`,
  }[fate.kind]();
  return [
    `${letter.at.toISOString()}  ${from}  ${letter.id}  ${bytes} bytes${by}`,
    `    ${letter.reason}`,
    ...(what === '' ? [] : [what]),
  ];
}

export function summary(act: 'redrive' | 'list' | 'dry-run', { seen, broughtBack, left, isCutShort }: Outcome): string {
  const more = isCutShort ? '; there may be more, run it again or raise --max or --seconds' : '';
  const messages = seen === 1 ? '1 dead letter' : `${seen} dead letters`;
  return act === 'redrive' ? `${messages}, ${broughtBack} brought back, ${left} left${more}` : `${messages}${more}`;
}
