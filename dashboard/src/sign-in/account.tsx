import { Button } from '@mantine/core';
import styles from './account.module.css';
import { CopyToken } from './copy-token.tsx';
import { useMe } from './me.tsx';
import { useSession } from './session-context.ts';

/** Who has signed in, and the way out. */
export function Account() {
  const me = useMe();
  const session = useSession();
  if (me === null) return null;
  return (
    <details className={styles['account']}>
      <summary>
        {me.name} <span className={styles['role']}>{me.role}</span>
      </summary>
      <div className={styles['menu']}>
        {session && (
          <>
            <CopyToken session={session} />
            <Button onClick={() => void session.signOut()}>Sign out</Button>
          </>
        )}
      </div>
    </details>
  );
}
