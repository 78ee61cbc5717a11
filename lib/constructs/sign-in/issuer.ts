import type { Construct } from 'constructs';
import type { Deployment } from '../../deployment.ts';
import { CognitoSignIn } from './cognito-sign-in.ts';

/** Who says who somebody is. */
export interface Issuer {
  /** As tokens name it in `iss`; its discovery document is below. */
  readonly url: string;
  /** What tokens must be meant for. */
  readonly audience: readonly string[];
  /** The dashboard's public client. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Where signing out goes when it is not as OpenID Connect has it; null: as that. */
  readonly signOutUrl: string | null;
}

export interface IssuerProps {
  readonly deployment: Deployment;
  /** Where people find the dashboard, without a slash at the end. */
  readonly dashboardAddress: string;
}

/** A user pool made for the stage, or the issuer that its settings name. */
export function issuerFor(scope: Construct, { deployment, dashboardAddress }: IssuerProps): Issuer {
  const { signIn } = deployment.settings;
  if (signIn.provider === 'issuer') {
    const { issuer: url, audience, clientId, scopes } = signIn;
    return { url, audience, clientId, scopes, signOutUrl: null };
  }
  return new CognitoSignIn(scope, 'SignIn', { deployment, signIn, dashboardAddress });
}
