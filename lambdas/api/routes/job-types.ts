import { createRoute, z } from '@hono/zod-openapi';
import { jobTypeSchema } from '../../core/job-types/index.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const described = jobTypeSchema.meta({
  id: 'JobType',
  description: 'The declaration of a kind of file and its report.',
});

const route = createRoute({
  method: 'get',
  path: '/api/job-types',
  operationId: 'listJobTypes',
  summary: 'The kinds of files that can be dropped',
  security: needs('viewer'),
  request: { query: z.strictObject({}) },
  responses: {
    200: {
      description: 'The declarations.',
      content: { 'application/json': { schema: z.object({ items: z.array(described) }) } },
    },
    ...problems('bad-request', 'unexpected'),
  },
});

export function jobTypeRoutes(api: Api, { jobTypes }: Dependencies): void {
  const items = [...jobTypes.values()];
  api.openapi(route, (context) => context.json({ items }, 200));
}
