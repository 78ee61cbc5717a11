import { createRoute, z } from '@hono/zod-openapi';
import type { Api } from '../api.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';
import { roles } from '../sign-in/role.ts';

const meSchema = z
  .object({
    subject: z.string().meta({ description: 'The issuer’s own, lasting name of the caller.' }),
    name: z.string(),
    role: z.enum(roles).meta({ description: 'An operator may do what a viewer may.' }),
  })
  .meta({ id: 'Me', description: 'Who asks, as the access token says.' });

const route = createRoute({
  method: 'get',
  path: '/api/me',
  operationId: 'getMe',
  summary: 'Who you are here, and what you may do',
  security: needs('viewer'),
  request: { query: z.strictObject({}) },
  responses: {
    200: { description: 'You.', content: { 'application/json': { schema: meSchema } } },
    ...problems('bad-request', 'unexpected'),
  },
});

export function meRoutes(api: Api): void {
  api.openapi(route, (context) => {
    const { subject, name, role } = context.get('caller');
    return context.json({ subject, name, role }, 200);
  });
}
