import { createRoute, z } from '@hono/zod-openapi';
import { rejectPageSchema } from '../../core/reports/reject.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';

const nameSchema = z.string().max(256);

const route = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/rejects',
  operationId: 'listRejects',
  summary: "A run's quarantined rows, in the order of the file",
  request: {
    params: runParameters,
    query: z.strictObject({
      reason: nameSchema.optional().meta({ description: 'Only rows that were quarantined for this reason.' }),
      column: nameSchema.optional().meta({
        description: 'Only rows in which this column is to blame; empty for those that are bad as a whole.',
      }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page of rows.', content: { 'application/json': { schema: rejectPageSchema } } },
    ...problems('bad-request', 'not-found', 'gone', 'unexpected', 'unavailable'),
  },
});

export function rejectRoutes(api: Api, { rejects }: Dependencies): void {
  api.openapi(route, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(found(await rejects.list(runId, context.req.valid('query')), `There is no run ${runId}.`), 200);
  });
}
