import { createRoute, z } from '@hono/zod-openapi';
import { runDetailSchema, runPageSchema, runStateSchema } from '../../core/reports/run.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, dayOrMomentSchema, isText, limitSchema, repeatable, searchSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

/** A day that ends before the other begins would silently be an empty list. */
function checkOrder(
  { createdFrom, createdTo }: { createdFrom?: string | undefined; createdTo?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (createdFrom !== undefined && createdTo !== undefined && endOf(createdTo) < Date.parse(createdFrom)) {
    context.addIssue({ code: 'custom', path: ['createdTo'], message: 'must not be before createdFrom' });
  }
}

const endOf = (given: string): number => Date.parse(given.includes('T') ? given : `${given}T23:59:59.999Z`);

const listRoute = createRoute({
  method: 'get',
  path: '/api/runs',
  operationId: 'listRuns',
  summary: 'Runs, the newest first',
  security: needs('viewer'),
  request: {
    query: z
      .strictObject({
        state: repeatable(runStateSchema, 6).meta({ description: 'Only runs in one of these states.' }),
        jobType: z.string().max(128).refine(isText, 'must not contain NUL').optional(),
        createdFrom: dayOrMomentSchema.optional().meta({
          description: 'Only runs recorded on this day (UTC) or at this moment, or later.',
        }),
        createdTo: dayOrMomentSchema.optional().meta({
          description: 'Only runs recorded on this day (UTC) or at this moment, or earlier.',
        }),
        q: searchSchema.meta({
          description: 'A substring of a source key, the run id, the request id, or the code or message of the error.',
        }),
        limit: limitSchema,
        cursor: cursorSchema,
      })
      .superRefine(checkOrder),
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
  security: needs('viewer'),
  request: { params: runParameters, query: z.strictObject({}) },
  responses: {
    200: { description: 'The run.', content: { 'application/json': { schema: runDetailSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

export function runRoutes(api: Api, { runs }: Dependencies): void {
  api.openapi(listRoute, async (context) => {
    const { state, q, ...query } = context.req.valid('query');
    return context.json(await runs.list({ ...query, states: state ?? [], search: q }), 200);
  });
  api.openapi(detailRoute, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(found(await runs.detail(runId), `There is no run ${runId}.`), 200);
  });
}
