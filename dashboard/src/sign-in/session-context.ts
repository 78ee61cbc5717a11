import { createContext, useContext } from 'react';
import type { Session } from './session.ts';

export const SessionContext = createContext<Session | null>(null);

/** The tab's sign-in; null where a part is drawn by itself. */
export const useSession = (): Session | null => useContext(SessionContext);
