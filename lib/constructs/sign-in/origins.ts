import type { StageSettings } from '../../stages/settings.ts';

/** The name below amazoncognito.com, which is one for all accounts of a region. */
export const cognitoDomainPrefix = ({ stage, account }: StageSettings): string => `countinghouse-${stage}-${account}`;

/** Where Cognito has people sign in, without a slash at the end. */
export function cognitoLoginAddress(settings: StageSettings): string {
  const { signIn, region } = settings;
  const own = signIn.provider === 'cognito' ? signIn.domain : null;
  return `https://${own?.name ?? `${cognitoDomainPrefix(settings)}.auth.${region}.amazoncognito.com`}`;
}

/** The origins that the dashboard talks to while somebody signs in: discovery, and the token endpoint. */
export function signInOrigins(settings: StageSettings): readonly string[] {
  const { signIn, region } = settings;
  return signIn.provider === 'cognito'
    ? [`https://cognito-idp.${region}.amazonaws.com`, cognitoLoginAddress(settings)]
    : [new URL(signIn.issuer).origin, ...signIn.otherOrigins];
}
