import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import styles from './page-title.module.css';

/** The path whose heading was announced last; at first the one that was opened, where the browser's own focus is right. */
export const Announced = createContext<RefObject<string> | null>(null);

/**
 * The page's heading, which is also the name of the browser's tab. After a change of page it takes the focus, so that the
 * keyboard goes on from there and a screen reader says where one is. What is given as children stands beside it.
 */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const announced = useContext(Announced);
  const [path] = useLocation();
  useEffect(() => {
    document.title = `${title} · Countinghouse`;
  }, [title]);
  useEffect(() => {
    if (announced === null || announced.current === path) return;
    announced.current = path;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [announced, path]);
  return (
    <div className={styles['head']}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className={styles['beside']}>{children}</div>}
    </div>
  );
}
