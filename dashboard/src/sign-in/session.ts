import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SignInConfiguration } from './configuration.ts';
import { type Place, placeNow, placeOf } from './place.ts';

/** `ended`: it could not be renewed. `left`: somebody has signed out, here or in another tab. */
export type Standing = 'held' | 'ended' | 'left';

/** A token that ends within this time is renewed first. */
const spareMs = 30_000;
const channelName = 'countinghouse.sign-in';

/**
 * One tab's sign-in: authorization code with PKCE, and renewal by refresh token. Nothing happens by a clock: a token is
 * renewed when it is needed, so that a hidden tab stays quiet.
 *
 * Tokens are kept in the tab's own session storage, so that loading a page anew does not go by the issuer. Another tab signs
 * in by itself, which the issuer's session makes invisible.
 */
export class Session {
  readonly #manager: UserManager;
  readonly #signOutUrl: URL | null;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #listeners = new Set<() => void>();
  #user: User | null = null;
  #standing: Standing = 'held';
  #renewal: Promise<string | undefined> | undefined;

  constructor({ issuer, clientId, scopes, signOutUrl }: SignInConfiguration, origin: string) {
    const kept = new WebStorageStateStore({ store: window.sessionStorage, prefix: 'countinghouse.' });
    this.#manager = new UserManager({
      authority: issuer,
      client_id: clientId,
      scope: scopes.join(' '),
      redirect_uri: `${origin}/signed-in`,
      post_logout_redirect_uri: `${origin}/`,
      userStore: kept,
      stateStore: kept,
      automaticSilentRenew: false,
    });
    this.#signOutUrl = signOutUrl === null ? null : logoutAddress(signOutUrl, clientId, `${origin}/`);
    this.#channel.onmessage = () => void this.#leave();
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** @returns what ends the listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Goes on with what this tab has kept. @returns whether that serves */
  async resume(): Promise<boolean> {
    this.#user = await this.#manager.getUser();
    if (this.#user === null) return false;
    const token = await this.token();
    return token !== undefined;
  }

  /** Leaves the page for the issuer's, to come back to where somebody is now. */
  async signIn(): Promise<never> {
    await this.#manager.signinRedirect({ state: placeNow() });
    return new Promise<never>(() => {});
  }

  /** Ends a sign-in whose answer is the page's address. @throws Error when the issuer refuses or nobody began it here */
  async finish(address: string): Promise<Place> {
    this.#user = await this.#manager.signinRedirectCallback(address);
    this.#stand('held');
    return placeOf(this.#user.state);
  }

  /** The access token; undefined when there is none any more. @throws Error when the issuer cannot be reached */
  async token(): Promise<string | undefined> {
    const user = this.#user;
    if (user === null) return undefined;
    const isFresh = user.expires_at === undefined || user.expires_at * 1000 - Date.now() > spareMs;
    return isFresh ? user.access_token : await this.renew(user.access_token);
  }

  /**
   * Gives another token than the one that was refused; asked several times at once, it asks the issuer once.
   * @throws Error when the issuer cannot be reached
   */
  async renew(refused: string): Promise<string | undefined> {
    if (this.#user !== null && this.#user.access_token !== refused) return this.#user.access_token;
    this.#renewal ??= this.#askForAnother().finally(() => {
      this.#renewal = undefined;
    });
    return await this.#renewal;
  }

  /** Here, in the other tabs and at the issuer. */
  async signOut(): Promise<void> {
    const hint = this.#user?.id_token;
    this.#channel.postMessage('signed out');
    await this.#leave();
    if (this.#signOutUrl) window.location.assign(this.#signOutUrl);
    else await this.#manager.signoutRedirect(hint === undefined ? {} : { id_token_hint: hint });
  }

  async #askForAnother(): Promise<string | undefined> {
    try {
      if (this.#user?.refresh_token) this.#user = await this.#manager.signinSilent();
      else this.#user = null;
    } catch (error) {
      // Only the issuer's own refusal ends it; a lost connection passes.
      if (!(error instanceof ErrorResponse)) throw error;
      this.#user = null;
    }
    if (this.#user === null) await this.#end();
    return this.#user?.access_token;
  }

  async #end(): Promise<void> {
    await this.#manager.removeUser();
    if (this.#standing === 'held') this.#stand('ended');
  }

  async #leave(): Promise<void> {
    this.#user = null;
    await this.#manager.removeUser();
    this.#stand('left');
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    for (const listener of this.#listeners) listener();
  }
}

function logoutAddress(signOutUrl: string, clientId: string, back: string): URL {
  const address = new URL(signOutUrl);
  address.search = new URLSearchParams({ client_id: clientId, logout_uri: back }).toString();
  return address;
}
