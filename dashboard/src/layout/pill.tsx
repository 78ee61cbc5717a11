import type { ReactNode } from 'react';
import type { Tone } from '../theme/tones.ts';
import styles from './pill.module.css';

/** A state in a word or two; the colour repeats what the word says. */
export function Pill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles['pill']} data-tone={tone}>
      {children}
    </span>
  );
}
