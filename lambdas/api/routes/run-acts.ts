import { createRoute, z } from '@hono/zod-openapi';
import { runSchema } from '../../core/reports/run.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { runParameters } from '../http/path.ts';
import { isText } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { byOf } from '../sign-in/caller.ts';
import { needs } from '../sign-in/needs.ts';

const retrySchema = z
  .strictObject({
    force: z.boolean().default(false).meta({ description: 'Count a DUPLICATE although its bytes count already.' }),
  })
  .meta({ id: 'RetryRequest' });

const reasonSchema = z
  .strictObject({
    reason: z.string().trim().min(1).max(1000).refine(isText, 'must not contain NUL').meta({
      description: 'Why; kept in the history of the run.',
    }),
  })
  .meta({ id: 'ReasonRequest' });

const responses = {
  200: { description: 'The run, as it is now.', content: { 'application/json': { schema: runSchema } } },
  ...problems(
    'bad-request',
    'not-found',
    'conflict',
    'too-large',
    'unsupported-media-type',
    'unexpected',
    'unavailable',
  ),
};

const retryRoute = createRoute({
  method: 'post',
  path: '/api/runs/{runId}/retry',
  operationId: 'retryRun',
  summary: 'Opens a new attempt of a FAILED or REJECTED run',
  security: needs('operator'),
  request: {
    params: runParameters,
    query: z.strictObject({}),
    body: { required: false, content: { 'application/json': { schema: retrySchema } } },
  },
  responses,
});

const withdrawRoute = createRoute({
  method: 'post',
  path: '/api/runs/{runId}/withdraw',
  operationId: 'withdrawRun',
  summary: "Takes a run's figures out of the totals",
  security: needs('operator'),
  request: {
    params: runParameters,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: reasonSchema } } },
  },
  responses,
});

const restoreRoute = createRoute({
  method: 'post',
  path: '/api/runs/{runId}/restore',
  operationId: 'restoreRun',
  summary: "Puts a withdrawn run's figures back",
  security: needs('operator'),
  request: {
    params: runParameters,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: reasonSchema } } },
  },
  responses,
});

export function runActRoutes(api: Api, { acts }: Dependencies): void {
  api.openapi(retryRoute, async (context) => {
    const { force } = context.req.valid('json');
    return context.json(
      await acts.retry(context.req.valid('param').runId, force ?? false, byOf(context.get('caller'))),
      200,
    );
  });
  api.openapi(withdrawRoute, async (context) => {
    const { reason } = context.req.valid('json');
    return context.json(
      await acts.withdraw(context.req.valid('param').runId, reason, byOf(context.get('caller'))),
      200,
    );
  });
  api.openapi(restoreRoute, async (context) => {
    const { reason } = context.req.valid('json');
    return context.json(await acts.restore(context.req.valid('param').runId, reason, byOf(context.get('caller'))), 200);
  });
}
