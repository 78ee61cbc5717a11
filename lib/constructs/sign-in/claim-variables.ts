import type { z } from 'zod';
import type { environmentSchema } from '../../../lambdas/api/environment.ts';
import type { SignInSettings } from '../../stages/settings.ts';

type Variables = Pick<
  z.input<typeof environmentSchema>,
  'ROLES_CLAIM' | 'VIEWER_ROLE' | 'OPERATOR_ROLE' | 'NAME_CLAIM'
>;

/** How Cognito's access tokens tell groups and the name that an administrator has given. */
const ofCognito = {
  rolesClaim: 'cognito:groups',
  roleNames: { viewer: 'viewer', operator: 'operator' },
  nameClaim: 'username',
} as const;

/** The api function's variables by which it reads tokens. */
export function claimVariables(signIn: SignInSettings): Variables {
  const { rolesClaim, roleNames, nameClaim } = signIn.provider === 'cognito' ? ofCognito : signIn;
  return {
    ROLES_CLAIM: rolesClaim,
    VIEWER_ROLE: roleNames.viewer,
    OPERATOR_ROLE: roleNames.operator,
    NAME_CLAIM: nameClaim,
  };
}
