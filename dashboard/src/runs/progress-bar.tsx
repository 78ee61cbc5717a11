import type { Run } from '../api/client.ts';
import { progressOf } from './progress.ts';
import styles from './progress-bar.module.css';

/** How far a running run is: a bar where its bytes are known, and always the words. */
export function ProgressBar({ progress }: { progress: NonNullable<Run['progress']> }) {
  const { share, words } = progressOf(progress);
  return (
    <span className={styles['progress']}>
      {share !== undefined && (
        <progress className={styles['bar']} max={1} value={share} aria-label="Progress" aria-valuetext={words} />
      )}
      <span className={styles['words']}>{words}</span>
    </span>
  );
}
