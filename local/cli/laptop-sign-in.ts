import { randomBytes } from 'node:crypto';
import { scopeOf } from '../../lambdas/api/sign-in/caller.ts';
import { local } from '../../lib/stages/local.ts';
import { type SignIn, startSignIn } from '../cloud/sign-in/index.ts';
import type { Machine } from './machine-tokens.ts';

/** Where people sign in on this machine, and how its own programs do. */
export interface LaptopSignIn extends SignIn {
  /** An operator; the secret is made for this start. */
  readonly machine: Machine;
}

/** As long as Cognito's tokens of the other stages. */
const ACCESS_TOKEN_SECONDS = 3600;
/** A day of work at the laptop. */
const SESSION_SECONDS = 12 * 3600;

export interface LaptopSignInOptions {
  readonly stateDirectory: string;
  readonly port: number;
  readonly accessTokenSeconds?: number;
}

/** Starts the provider that the stage `local` names, with a secret of its own for this machine's programs. */
export async function startLaptopSignIn({
  accessTokenSeconds = ACCESS_TOKEN_SECONDS,
  ...place
}: LaptopSignInOptions): Promise<LaptopSignIn> {
  const { signIn } = local;
  if (signIn.provider !== 'issuer') {
    throw new Error('The stage "local" must name an issuer: lib/stages/local.ts');
  }
  const own = { clientId: 'laptop', secret: randomBytes(32).toString('base64url'), scope: scopeOf('operator') };
  const provider = await startSignIn({
    ...place,
    clientId: signIn.clientId,
    audience: signIn.audience[0] ?? '',
    machine: own,
    accessTokenSeconds,
    sessionSeconds: SESSION_SECONDS,
  });
  return { ...provider, machine: { ...own, tokenUrl: `${provider.issuer}/token` } };
}
