import type { Run } from '../api/client.ts';
import { Icon } from '../layout/icon.tsx';
import { Pill } from '../layout/pill.tsx';
import { lookOf } from './run-looks.ts';
import styles from './state-badge.module.css';

/** The state in a word with an icon; colour only repeats what the word says. */
export function StateBadge({ run }: { run: Pick<Run, 'state' | 'withdrawnAt' | 'supersededBy'> }) {
  const { word, tone, glyph } = lookOf(run);
  return (
    <Pill tone={tone}>
      <span className={styles['badge']}>
        <Icon glyph={glyph} size={14} />
        {word}
      </span>
    </Pill>
  );
}
