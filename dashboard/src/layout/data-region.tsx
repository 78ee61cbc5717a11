import type { ComponentProps, Ref } from 'react';
import styles from './data-region.module.css';

interface Props extends Omit<ComponentProps<'section'>, 'aria-label' | 'tabIndex'> {
  /** The region's name for a screen reader. */
  label: string;
  ref?: Ref<HTMLElement>;
}

/** A framed region for wide tables, which scrolls within the page: by touch, by wheel, and by keyboard once it has the focus. */
export function DataRegion({ label, className, children, ...rest }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section {...rest} className={`${styles['region']} ${className ?? ''}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
