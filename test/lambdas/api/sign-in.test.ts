import { describe, expect, it } from 'vitest';
import type { Api } from '../../../lambdas/api/api.ts';
import { describeApi, idleApi } from '../../../lambdas/api/openapi/describe.ts';
import { callerOf } from '../../../lambdas/api/sign-in/caller.ts';
import { openRoutes } from '../../../lambdas/api/sign-in/needs.ts';
import { suffices } from '../../../lambdas/api/sign-in/role.ts';
import { claimRules, requestContextOf } from './signed-in.ts';

const api: Api = idleApi(claimRules);

/** Every route of the document, with ids that are well formed and name nothing. */
const routes = Object.entries(describeApi().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security }]) => {
    const role = (security as { signIn?: string[] }[] | undefined)?.map(({ signIn }) => signIn?.[0])[0] ?? null;
    const address = path.replace('{runId}', '00000000-0000-8000-8000-000000000000').replace(/\{\w+\}/, 'any');
    return { name: `${method.toUpperCase()} ${path}`, method, address, role, isDeclared: security !== undefined };
  }),
);
const guarded = routes.filter(({ role }) => role !== null);

/** What changes something, or begins to. */
const forOperators = [
  'DELETE /api/uploads/{uploadId}',
  'GET /api/uploads/{uploadId}/parts',
  'POST /api/runs',
  'POST /api/runs/{runId}/restore',
  'POST /api/runs/{runId}/retry',
  'POST /api/runs/{runId}/withdraw',
  'POST /api/uploads',
  'POST /api/uploads/{uploadId}/addresses',
  'POST /api/uploads/{uploadId}/complete',
];

describe('Each route', () => {
  it('says who may use it', () => {
    expect(routes.filter(({ isDeclared }) => !isDeclared)).toEqual([]);
    expect(routes.filter(({ role }) => role === null).map(({ name }) => name)).toEqual([...openRoutes]);
    expect(
      routes
        .filter(({ role }) => role === 'operator')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(forOperators);
    expect(routes.filter(({ method }) => method !== 'get').map(({ role }) => role)).not.toContain('viewer');
  });

  it.each(guarded)('$name answers 401 to whoever has not signed in', async ({ method, address }) => {
    const answer = await api.request(address, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each(guarded)('$name answers 403 to whoever has no role, and to viewers if it is not for them', async (route) => {
    const { method, address, role } = route;
    const nobody = { authorizer: { jwt: { claims: { sub: 's', 'cognito:groups': '[auditor]' }, scopes: null } } };
    expect((await api.request(address, { method }, { requestContext: nobody })).status).toBe(403);
    const asViewer = await api.request(address, { method }, { requestContext: requestContextOf('viewer') });
    expect(asViewer.status === 403).toBe(role === 'operator');
  });

  it('tells somebody what they lack', async () => {
    const bindings = { requestContext: requestContextOf('viewer', 'Vera') };
    const answer = await api.request('/api/uploads', { method: 'POST' }, bindings);
    expect(await answer.json()).toMatchObject({
      type: '/problems/forbidden',
      detail: expect.stringContaining('This needs the role operator; Vera is a viewer.'),
    });
  });
});

it.each([
  ['GET', '/api/openapi.json'],
  ['GET', '/api/nothing'],
  ['PUT', '/api/runs'],
  ['HEAD', '/api/runs'],
  ['GET', '/api/health/'],
  ['GET', '/elsewhere'],
])('%s %s is for those who have signed in, though no route declares it', async (method, address) => {
  expect((await api.request(address, { method })).status).toBe(401);
});

it('tells who somebody is', async () => {
  const answer = await api.request('/api/me', {}, { requestContext: requestContextOf('operator', 'Olga') });
  expect(await answer.json()).toEqual({ subject: 'subject of Olga', name: 'Olga', role: 'operator' });
});

describe('What a token says', () => {
  const read = (claims: Record<string, unknown>, rules = claimRules) =>
    callerOf({ authorizer: { jwt: { claims } } }, rules);

  it.each([
    ['[viewer]', 'viewer'],
    ['[operator viewer]', 'operator'],
    ['[viewer operator]', 'operator'],
    ['operator', 'operator'],
    ['[operators]', null],
    ['[]', null],
    ['', null],
    [undefined, null],
    [['auditor', 'viewer'], 'viewer'],
  ])('%j in the claim of roles gives %j', (groups, role) => {
    expect(read({ sub: 's', 'cognito:groups': groups })?.role).toBe(role);
  });

  it('can call roles and names otherwise', () => {
    const rules = { rolesClaim: 'groups', roleNames: { viewer: 'fin-read', operator: 'fin-ops' }, nameClaim: 'email' };
    expect(read({ sub: 's', groups: 'fin-read fin-ops', email: 'o@example.com' }, rules)).toEqual({
      ...{ subject: 's', name: 'o@example.com', role: 'operator' },
    });
    expect(read({ sub: 's', groups: '[viewer operator]' }, rules)).toEqual({ subject: 's', name: 's', role: null });
  });

  it('gives a program the role of its scope, and a person none by a scope', () => {
    const scope = 'countinghouse/operator';
    expect(read({ sub: 'p', client_id: 'p', scope })?.role).toBe('operator');
    expect(read({ sub: 'p', azp: 'p', scope: 'openid countinghouse/viewer' })?.role).toBe('viewer');
    expect(read({ sub: 'olga', client_id: 'dashboard', scope: `openid ${scope}` })?.role).toBeNull();
    expect(read({ sub: 'olga', scope })?.role).toBeNull();
  });

  it.each([undefined, {}, { authorizer: {} }, { authorizer: { jwt: { claims: {} } } }, { authorizer: { lambda: {} } }])(
    'is nothing in %j',
    (context) => {
      expect(callerOf(context, claimRules)).toBeUndefined();
    },
  );

  it('suffices for its own role and lesser ones', () => {
    expect(suffices('operator', 'viewer')).toBe(true);
    expect(suffices('viewer', 'operator')).toBe(false);
    expect(suffices(null, 'viewer')).toBe(false);
  });
});
