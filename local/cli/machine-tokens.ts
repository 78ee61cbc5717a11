import { z } from 'zod';

/** How a program has tokens of its own (OAuth's client credentials). */
export const machineSchema = z.object({
  tokenUrl: z.url(),
  clientId: z.string().min(1),
  secret: z.string().min(1),
  scope: z.string().min(1),
});
export type Machine = z.infer<typeof machineSchema>;

/** As the global one, but signed in. */
export type Fetch = (address: string | URL, request?: RequestInit) => Promise<Response>;

/** An API, and how to be let in. */
export interface Reach {
  /** The dashboard's address, ending with `/`; below it `api/`. */
  readonly dashboardUrl: string;
  readonly fetch: Fetch;
}

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token is replaced so long before its end that what it goes with arrives in time. */
const SPARE = 60_000; // milliseconds

interface HeldToken {
  readonly token: string;
  readonly usedUntil: number;
}

/** Gives the machine's token, a new one when the last is about to end. Asked several times at once, it asks once. */
export function machineTokens(machine: Machine): () => Promise<string> {
  let held: HeldToken | undefined;
  let asking: Promise<HeldToken> | undefined;
  return async () => {
    if (held === undefined || held.usedUntil <= performance.now()) {
      asking ??= askForToken(machine).finally(() => {
        asking = undefined;
      });
      held = await asking;
    }
    return held.token;
  };
}

async function askForToken({ tokenUrl, clientId, secret, scope }: Machine): Promise<HeldToken> {
  const who = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64');
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${who}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  if (!response.ok) {
    throw new Error(`${tokenUrl} gave no token: ${response.status} ${await response.text()}`);
  }
  const { access_token: token, expires_in: seconds } = answerSchema.parse(await response.json());
  return { token, usedUntil: performance.now() + Math.max(seconds * 1_000 - SPARE, 0) };
}

/** Asks with a token, of whichever way to have one. */
export function signedFetch(token: () => Promise<string>): Fetch {
  return async (address, request = {}) => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${await token()}`);
    return fetch(address, { ...request, headers });
  };
}
