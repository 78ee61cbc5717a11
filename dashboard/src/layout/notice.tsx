import type { ReactNode } from 'react';
import type { Tone } from '../theme/tones.ts';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';

interface Props {
  /** What the colour says; the text must say it too. */
  tone?: Tone;
  title?: ReactNode;
  /** `alert` for what just went wrong, `status` for what goes on by itself. */
  role?: 'alert' | 'status' | undefined;
  children?: ReactNode;
}

/** A framed message within a page: what is the matter, and what to do. */
export function Notice({ tone = 'info', title, role, children }: Props) {
  return (
    <div className={styles['notice']} data-tone={tone} role={role}>
      <span className={styles['icon']}>
        <Icon glyph={tone === 'quiet' ? 'info' : tone} size={18} />
      </span>
      <div className={styles['text']}>
        {title && <p className={styles['title']}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
