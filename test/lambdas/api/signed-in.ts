import type { Api, ApiBindings } from '../../../lambdas/api/api.ts';
import type { ClaimRules } from '../../../lambdas/api/sign-in/caller.ts';
import type { Role } from '../../../lambdas/api/sign-in/role.ts';

/** How the tokens of these tests are read. */
export const claimRules: ClaimRules = {
  rolesClaim: 'cognito:groups',
  roleNames: { viewer: 'viewer', operator: 'operator' },
  nameClaim: 'username',
};

/** What the gateway says of somebody whose token it has checked. */
export const requestContextOf = (role: Role, name = 'Olga Operator') => ({
  authorizer: {
    jwt: {
      claims: { sub: `subject of ${name}`, username: name, 'cognito:groups': `[${role}]` },
      scopes: null,
    },
  },
});

/** Asks an API as somebody who has signed in: an operator, unless the bindings say otherwise. */
export function signedIn(api: Api) {
  return (path: string, init: RequestInit = {}, { requestContext, ...others }: ApiBindings = {}) =>
    api.request(path, init, { ...others, requestContext: { ...requestContextOf('operator'), ...requestContext } });
}
