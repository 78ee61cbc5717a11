import { createRoute, z } from '@hono/zod-openapi';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { problems } from '../problems/responses.ts';

const columnSchema = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'integer', 'decimal', 'timestamp', 'date']),
    required: z.boolean(),
    maxLength: z.int().optional(),
    precision: z.int().optional(),
    scale: z.int().optional(),
  })
  .meta({ id: 'Column' });

const jobTypeViewSchema = z
  .object({
    name: z.string(),
    version: z.int(),
    title: z.string(),
    currency: z.string(),
    landing: z.object({ prefix: z.string(), suffixes: z.array(z.string()) }),
    sources: z.array(z.object({ role: z.string(), columns: z.array(columnSchema) })),
    maxRowBytes: z.int(),
    badRowTolerance: z.string(),
  })
  .meta({ id: 'JobType', description: 'The declaration of a kind of file and its report.' });

const route = createRoute({
  method: 'get',
  path: '/api/job-types',
  operationId: 'listJobTypes',
  summary: 'The kinds of files that can be dropped',
  request: { query: z.strictObject({}) },
  responses: {
    200: {
      description: 'The declarations.',
      content: { 'application/json': { schema: z.object({ items: z.array(jobTypeViewSchema) }) } },
    },
    ...problems('bad-request', 'unexpected'),
  },
});

export function jobTypeRoutes(api: Api, { jobTypes }: Dependencies): void {
  const items = [...jobTypes.values()].map((jobType) => jobTypeViewSchema.parse(jobType));
  api.openapi(route, (context) => context.json({ items }, 200));
}
