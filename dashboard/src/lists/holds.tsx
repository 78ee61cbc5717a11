import type { ReactNode } from 'react';
import { Icon } from '../layout/icon.tsx';
import styles from './holds.module.css';

/** Something that was checked here and is so. */
export function Holds({ children }: { children: ReactNode }) {
  return (
    <p className={styles['holds']}>
      <Icon glyph="good" size={18} />
      <span>{children}</span>
    </p>
  );
}
