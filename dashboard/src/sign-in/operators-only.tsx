import type { ReactNode } from 'react';
import { Notice } from '../layout/notice.tsx';
import { useMe } from './me.tsx';

interface Props {
  /** As in "Only operators can upload files." */
  to: string;
  children: ReactNode;
}

/** Shows what only an operator may do to operators, and to others in words that they may not. The API refuses it anyway. */
export function OperatorsOnly({ to, children }: Props) {
  const me = useMe();
  if (me?.role === 'operator') return children;
  if (me === null) return null;
  return (
    <Notice tone="quiet" title={`Only operators can ${to}.`}>
      <p>You are signed in as {me.name}, a viewer.</p>
    </Notice>
  );
}
