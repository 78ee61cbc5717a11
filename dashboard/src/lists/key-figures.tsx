import type { ReactNode } from 'react';
import styles from './key-figures.module.css';

interface Props {
  label: string;
  /** They are those of another view, and shown until those of this one are here. */
  isStale?: boolean;
  /** What the figures were held against, beside them. */
  check?: ReactNode;
  children: ReactNode;
}

/** The few figures above a list that say what it comes to. */
export function KeyFigures({ label, isStale = false, check, children }: Props) {
  return (
    <section className={styles['headline']} aria-label={label} aria-busy={isStale} data-stale={isStale || undefined}>
      <dl className={styles['figures']}>{children}</dl>
      {check}
    </section>
  );
}

export function KeyFigure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
