import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { type Configuration, interactionPolicy, type JWKS } from 'oidc-provider';
import { people } from './people.ts';
import type { ProviderSettings } from './settings.ts';

/** The resource whose tokens these are; API Gateway looks at `aud`, which is the audience. */
const resource = 'urn:countinghouse:api';

/** A signing key that nobody else has and that ends with this process. */
function signingKeys(): JWKS {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ format: 'jwk' });
  return { keys: [{ ...key, kty: 'RSA', kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'RS256' }] };
}

/** A real OpenID Connect provider, which takes the word of whoever sits at this laptop for who they are. */
export function laptopProvider(issuer: string, settings: ProviderSettings): Provider {
  const provider = new Provider(issuer, configuration(settings));
  // Only the loopback addresses of this machine can ask it, and it holds nothing that lasts.
  provider.proxy = false;
  return provider;
}

function configuration(settings: ProviderSettings): Configuration {
  const { machine, accessTokenSeconds, sessionSeconds } = settings;
  return {
    jwks: signingKeys(),
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: settings.clientId,
        // Of a native application any port of this machine will do: the dashboard's is not known yet.
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/signed-in', 'http://localhost/signed-in'],
        post_logout_redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
      },
      {
        client_id: machine.clientId,
        client_secret: machine.secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        scope: machine.scope,
      },
    ],
    clientBasedCORS: (_context, origin) => /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin),
    pkce: { required: () => true },
    scopes: ['openid', 'profile', machine.scope],
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    findAccount: (_context, id) => accountOf(id),
    extraTokenClaims: (_context, token) => tokenClaims('accountId' in token ? token.accountId : undefined),
    // A refresh token with each sign-in, as Cognito gives it.
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantAll,
    interactions: { url: (_context, { uid }) => `/choose/${uid}`, policy: askedOnce() },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      IdToken: accessTokenSeconds,
      RefreshToken: sessionSeconds,
      Session: sessionSeconds,
      Grant: sessionSeconds,
      Interaction: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutAtOnce, postLogoutSuccessSource: signedOut },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: `openid profile ${machine.scope}`,
          audience: settings.audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** A native application could be any program, so that people would be asked once more; this one is the dashboard. */
function askedOnce(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

function accountOf(id: string) {
  const person = people.find(({ subject }) => subject === id);
  return person && { accountId: id, claims: () => ({ sub: id, name: person.name, roles: [person.role] }) };
}

function tokenClaims(id: string | undefined): Record<string, unknown> | undefined {
  const person = people.find(({ subject }) => subject === id);
  return person && { name: person.name, roles: [person.role] };
}

/** The dashboard is the provider's own: nobody is asked whether it may know who they are. */
const grantAll: Configuration['loadExistingGrant'] = async (context) => {
  const { client, session } = context.oidc;
  if (client === undefined || session?.accountId === undefined) {
    return undefined;
  }
  const known = session.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await context.oidc.provider.Grant.find(known);
  if (found !== undefined) {
    return found;
  }
  const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(resource, 'openid profile');
  await grant.save();
  return grant;
};

type LogoutSource = NonNullable<
  NonNullable<NonNullable<Configuration['features']>['rpInitiatedLogout']>['logoutSource']
>;

/** Whoever has said in the dashboard that they sign out is not asked once more. */
const signOutAtOnce: LogoutSource = (context, form) => {
  context.body = `<!doctype html><title>Signing out</title>${form}
<script>
const form = document.forms[0];
form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'logout', value: 'yes' }));
form.submit();
</script>`;
};

const signedOut = (context: { body: unknown }): void => {
  context.body = '<!doctype html><title>Signed out</title><p>You are signed out.</p>';
};
