import { readConfiguration } from './configuration.ts';
import { scrollBack } from './place.ts';
import { Session } from './session.ts';
import { sendTokensOf } from './signed-fetch.ts';

const callback = '/signed-in';

/**
 * Sees to it that somebody has signed in before anything is shown: goes on with what this tab has kept, ends a sign-in that
 * comes back from the issuer, or leaves for it.
 * @throws Error that says why nobody can sign in
 */
export async function startSession(): Promise<Session> {
  const session = new Session(await readConfiguration(), window.location.origin);
  if (window.location.pathname === callback) {
    const place = await session.finish(window.location.href);
    // The code in the address has been used: neither a reload nor the way back shall find it.
    window.history.replaceState(null, '', place.address);
    scrollBack(place);
  } else if (!(await session.resume())) {
    await session.signIn();
  }
  sendTokensOf(session);
  return session;
}
