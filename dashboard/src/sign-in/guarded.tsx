import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Dialog } from '../layout/dialog.tsx';
import { Notice } from '../layout/notice.tsx';
import { WhoIAm } from './me.tsx';
import type { Session } from './session.ts';
import { SessionContext } from './session-context.ts';
import { SignInPage } from './sign-in-page.tsx';

/**
 * The dashboard for as long as somebody has signed in. When that has ended by itself the page stays as it is, with what was
 * typed, behind the question; when somebody has signed out, nothing is shown any more.
 */
export function Guarded({ session, children }: { session: Session; children: ReactNode }) {
  const standing = useSyncExternalStore(
    (listener) => session.onChange(listener),
    () => session.standing,
  );
  const [isPutOff, putOff] = useState(false);
  const signIn = () => void session.signIn();
  useEffect(() => {
    if (standing === 'left') document.title = 'Signed out · Countinghouse';
  }, [standing]);
  if (standing === 'left') {
    return (
      <SignInPage title="You are signed out" act="Sign in" onAct={signIn}>
        Here and in every other tab of this browser. Signing in brings you back to this page.
      </SignInPage>
    );
  }
  return (
    <SessionContext value={session}>
      {standing === 'ended' && isPutOff && (
        <Notice tone="warm" role="status" title="Your sign-in has ended: what is shown is not brought up to date.">
          <Button size="xs" variant="default" onClick={signIn}>
            Sign in again
          </Button>
        </Notice>
      )}
      <WhoIAm session={session}>{children}</WhoIAm>
      <Dialog title="Your sign-in has ended" open={standing === 'ended' && !isPutOff} onClose={() => putOff(true)}>
        <p>Nothing is lost that was sent. Sign in again, and you come back to this page as it is now.</p>
        <Button data-autofocus autoFocus onClick={signIn}>
          Sign in again
        </Button>
      </Dialog>
    </SessionContext>
  );
}
