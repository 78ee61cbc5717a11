import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './sign-in-page.module.css';

interface Props {
  title: string;
  act: string;
  onAct: () => void;
  children: ReactNode;
}

/** In place of the dashboard, while nobody has signed in. */
export function SignInPage({ title, act, onAct, children }: Props) {
  return (
    <main className={styles['page']}>
      <h1>{title}</h1>
      <p>{children}</p>
      <Button onClick={onAct}>{act}</Button>
    </main>
  );
}
