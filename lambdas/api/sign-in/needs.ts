import type { Role } from './role.ts';

/** The name of the scheme in the OpenAPI document. */
export const schemeName = 'signIn';

type Security = { [schemeName]: string[] }[];

/** What a route declares as its `security`: the role without which nobody gets an answer. `enforceRoles` sees to it. */
export const needs = (role: Role): Security => [{ [schemeName]: [role] }];

/** For what strangers may ask, too. The gateway must know the route as well: see `openRoutes`. */
export const needsNobody = (): Security => [];

/** The routes that the gateway lets through without a token. */
export const openRoutes = ['GET /api/health'] as const;
