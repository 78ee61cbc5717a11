import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { ApiError, api, dataOf, type Me } from '../api/client.ts';
import type { Session } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';

const MeContext = createContext<Me | null>(null);

/** Who has signed in; null as long as that is not known. */
export const useMe = (): Me | null => useContext(MeContext);

/** Tells what is below who somebody is. */
export function Known({ me, children }: { me: Me | null; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** Asks the API who has signed in. The page does not wait for it, but whoever has no role sees nothing of it. */
export function WhoIAm({ session, children }: { session: Session; children: ReactNode }) {
  const query = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/me', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.error instanceof ApiError && query.error.status === 403) {
    return (
      <SignInPage title="You have no role here" act="Sign out" onAct={() => void session.signOut()}>
        {query.error.message}
      </SignInPage>
    );
  }
  return <Known me={query.data ?? null}>{children}</Known>;
}
