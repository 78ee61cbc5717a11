import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../../local/cli/free-port.ts';
import { type LaptopSignIn, startLaptopSignIn } from '../../../local/cli/laptop-sign-in.ts';
import { machineTokens } from '../../../local/cli/machine-tokens.ts';

let signIn: LaptopSignIn;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countinghouse-sign-in-'));
  signIn = await startLaptopSignIn({ stateDirectory: folder, port: await freePort() });
});
afterAll(async () => {
  await signIn?.stop();
  await rm(folder, { recursive: true, force: true });
});

const callback = 'http://127.0.0.1:4280/signed-in';
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** A browser as far as it is needed: cookies, and one redirect after the other. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** Follows redirects within the provider. @returns the page, or the address elsewhere that it is sent to */
  async go(address: string, request: RequestInit = {}): Promise<{ url: string; page: string }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...request, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const place = answer.headers.get('location');
    if (place === null) return { url: address, page: await answer.text() };
    const next = new URL(place, address).href;
    return next.startsWith(signIn.issuer) ? this.go(next) : { url: next, page: '' };
  }
}

/** The address by which the dashboard begins, and what it keeps for the end. */
function beginning(redirect = callback, changes: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    ...{ client_id: 'dashboard', response_type: 'code', scope: 'openid profile', redirect_uri: redirect, state: 's' },
    ...{ code_challenge: challenge, code_challenge_method: 'S256', ...changes },
  });
  return { address: `${signIn.issuer}/auth?${query}`, verifier };
}

const tokensSchema = z.object({ access_token: z.string(), refresh_token: z.string(), id_token: z.string() });

const askForTokens = (parameters: Record<string, string>) =>
  fetch(`${signIn.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'dashboard', ...parameters }),
    headers: { origin: 'http://127.0.0.1:4280' },
  });

async function tokensOf(person: string, browser = new Browser()) {
  const { address, verifier } = beginning();
  const asked = await browser.go(address);
  expect(asked.page).toContain('Who are you?');
  const { url } = await browser.go(asked.url, { method: 'POST', body: new URLSearchParams({ person }) });
  const code = new URL(url).searchParams.get('code') ?? '';
  const parameters = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: callback };
  return tokensSchema.parse(await (await askForTokens(parameters)).json());
}

describe('The laptop’s sign-in', () => {
  it.each([
    ['vera', 'Vera Viewer', 'viewer'],
    ['olga', 'Olga Operator', 'operator'],
  ])('asks once who somebody is, and gives %s a token for the API', async (person, name, role) => {
    const { access_token } = await tokensOf(person);
    expect(claimsOf(access_token)).toMatchObject({
      iss: signIn.issuer,
      aud: 'countinghouse',
      sub: person,
      name,
      roles: [role],
    });
  });

  it('asks nobody again in another tab', async () => {
    const browser = new Browser();
    await tokensOf('olga', browser);
    const { url } = await browser.go(beginning().address);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4280\/signed-in\?code=/);
  });

  it('renews by refresh token, and lets the dashboard’s origin read the answer', async () => {
    const { refresh_token } = await tokensOf('vera');
    const answer = await askForTokens({ grant_type: 'refresh_token', refresh_token });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4280');
    expect(claimsOf(tokensSchema.parse(await answer.json()).access_token)).toMatchObject({ sub: 'vera' });
  });

  it('comes back to any port of this machine, and nowhere else', async () => {
    const other = await new Browser().go(beginning('http://localhost:9/signed-in').address);
    expect(other.page).toContain('Who are you?');
    for (const redirect of ['http://example.com/signed-in', 'http://127.0.0.1:4280/elsewhere']) {
      const refused = await new Browser().go(beginning(redirect).address);
      expect(refused.page).toContain('redirect_uri');
    }
  });

  it('wants PKCE, and knows no third person', async () => {
    const without = await new Browser().go(beginning(callback, { code_challenge: '' }).address);
    expect(new URL(without.url).searchParams.get('error')).toBe('invalid_request');
    const browser = new Browser();
    const asked = await browser.go(beginning().address);
    const { url } = await browser.go(asked.url, { method: 'POST', body: new URLSearchParams({ person: 'mallory' }) });
    expect(new URL(url).searchParams.get('error')).toBe('access_denied');
  });

  it('gives this machine’s own programs a token, once for as long as it serves, and nobody else', async () => {
    const token = machineTokens(signIn.machine);
    const [first, second] = await Promise.all([token(), token()]);
    expect(second).toBe(first);
    expect(await token()).toBe(first);
    expect(claimsOf(first)).toMatchObject({ sub: 'laptop', client_id: 'laptop', scope: 'countinghouse/operator' });
    const guess = machineTokens({ ...signIn.machine, secret: 'guessed-by-somebody' });
    await expect(guess()).rejects.toThrow('gave no token: 401');
  });
});
