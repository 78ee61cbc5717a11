/** How people sign in, as the deployment tells it in `/config.json`. */
export interface SignInConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Where signing out goes when it is not as OpenID Connect has it (Cognito's `/logout`); null: as that. */
  readonly signOutUrl: string | null;
}

/** @throws Error when it is not there or is none */
export async function readConfiguration(): Promise<SignInConfiguration> {
  const response = await fetch('/config.json').catch(() => undefined);
  if (!response?.ok) throw new Error('The dashboard’s configuration cannot be read. Check the connection.');
  const { signIn } = (await response.json()) as { signIn?: Partial<SignInConfiguration> };
  const { issuer, clientId, scopes, signOutUrl = null } = signIn ?? {};
  if (typeof issuer !== 'string' || typeof clientId !== 'string' || !Array.isArray(scopes)) {
    throw new Error('The dashboard’s configuration does not say where people sign in.');
  }
  return { issuer, clientId, scopes, signOutUrl };
}
