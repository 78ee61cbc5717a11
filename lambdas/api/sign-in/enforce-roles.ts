import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Api, ApiEnv } from '../api.ts';
import { Problem } from '../problems/problem.ts';
import { type Caller, type ClaimRules, callerOf, type Permitted } from './caller.ts';
import { schemeName } from './needs.ts';
import { type Role, roles, suffices } from './role.ts';

/** What a route needs that declares nothing, and an address where there is none. */
const unlessDeclared: Role = 'viewer';

/**
 * Answers 401 to whoever has not signed in and 403 to whoever lacks the role that the route declares. Comes before what
 * reads the request, so that nobody learns anything of it. Routes that come later are known, too.
 */
export function enforceRoles(api: Api, rules: ClaimRules): void {
  let needed: ReadonlyMap<string, Role | null> | undefined;
  api.openAPIRegistry.registerComponent('securitySchemes', schemeName, {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of the issuer that the dashboard’s `/config.json` names. A viewer reads; an operator also uploads, ' +
      'asks for runs, retries, withdraws, restores and corrects.',
  });
  api.use(async (context, next) => {
    needed ??= declaredRoles(api);
    const role = neededBy(context, needed);
    const caller = callerOf(context.env?.requestContext, rules);
    if (role !== null) {
      context.set('caller', permitted(caller, role));
    }
    await next();
  });
}

function permitted(caller: Caller | undefined, needed: Role): Permitted {
  if (caller === undefined) {
    throw new Problem('unauthenticated', 'Sign in, and send the access token as "Authorization: Bearer …".', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  const { role } = caller;
  if (role === null || !suffices(role, needed)) {
    const has = role === null ? 'has no role here' : `is a ${role}`;
    throw new Problem('forbidden', `This needs the role ${needed}; ${caller.name} ${has}. ${whoGivesRoles}`);
  }
  return { ...caller, role };
}

const whoGivesRoles = 'Whoever runs this Countinghouse can change that.';

/** By method and path as the router writes them; null where nobody need sign in. */
function declaredRoles(api: Api): ReadonlyMap<string, Role | null> {
  const declared = new Map<string, Role | null>();
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type === 'route') {
      const { method, path, security } = definition.route;
      declared.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, roleIn(security));
    }
  }
  return declared;
}

function roleIn(security: readonly Readonly<Record<string, readonly string[]>>[] | undefined): Role | null {
  if (security?.length === 0) {
    return null;
  }
  return roles.find((role) => security?.[0]?.[schemeName]?.includes(role)) ?? unlessDeclared;
}

function neededBy(context: Context<ApiEnv>, declared: ReadonlyMap<string, Role | null>): Role | null {
  // Middleware and the answer to other methods are registered for all methods; what is left is the route itself.
  const route = matchedRoutes(context).find(({ method }) => method !== 'ALL');
  const found = route && declared.get(`${route.method} ${route.path}`);
  return found === undefined ? unlessDeclared : found;
}
