import { createRoute, z } from '@hono/zod-openapi';
import { runDetailSchema, runPageSchema, runStateSchema } from '../../core/reports/run.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, isText, limitSchema, repeatable, searchSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/runs',
  operationId: 'listRuns',
  summary: 'Runs, the newest first',
  request: {
    query: z.strictObject({
      state: repeatable(runStateSchema, 6).meta({ description: 'Only runs in one of these states.' }),
      jobType: z.string().max(128).refine(isText, 'must not contain NUL').optional(),
      q: searchSchema.meta({ description: 'A substring of a source key, the run id or the request id.' }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page of runs.', content: { 'application/json': { schema: runPageSchema } } },
    ...problems('bad-request', 'unexpected', 'unavailable'),
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/api/runs/{runId}',
  operationId: 'getRun',
  summary: "A run's record, its history and what was quarantined",
  request: { params: runParameters, query: z.strictObject({}) },
  responses: {
    200: { description: 'The run.', content: { 'application/json': { schema: runDetailSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

export function runRoutes(api: Api, { runs }: Dependencies): void {
  api.openapi(listRoute, async (context) => {
    const { state, jobType, q, limit, cursor } = context.req.valid('query');
    return context.json(await runs.list({ states: state ?? [], jobType, search: q, limit, cursor }), 200);
  });
  api.openapi(detailRoute, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(found(await runs.detail(runId), `There is no run ${runId}.`), 200);
  });
}
