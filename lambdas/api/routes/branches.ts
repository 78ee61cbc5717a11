import { createRoute, z } from '@hono/zod-openapi';
import { branchDetailSchema, branchPageSchema, branchSorts, orders } from '../../core/reports/branch.ts';
import { runIdSchema } from '../../core/reports/values.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { cursorSchema, isText, limitSchema, repeatable, searchSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/branches',
  operationId: 'listBranches',
  summary: 'Exact figures per branch',
  description:
    'Of all runs that count, or of the runs named by `runId`, whether they count or not. Items and summary are of one ' +
    'moment. Equal values are ordered by branch code, ascending.',
  request: {
    query: z.strictObject({
      runId: repeatable(runIdSchema, 200),
      q: searchSchema,
      sort: z.enum(branchSorts).default('branchCode'),
      order: z.enum(orders).default('asc'),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page of branches.', content: { 'application/json': { schema: branchPageSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/api/branches/{branchCode}',
  operationId: 'getBranch',
  summary: 'The figures of one branch, merged and run by run',
  request: {
    params: z.object({ branchCode: z.string().min(1).refine(isText, 'must not contain NUL') }),
    query: z.strictObject({ limit: limitSchema, cursor: cursorSchema }),
  },
  responses: {
    200: { description: 'The branch.', content: { 'application/json': { schema: branchDetailSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

export function branchRoutes(api: Api, { branches }: Dependencies): void {
  api.openapi(listRoute, async (context) => {
    const { runId, q, ...page } = context.req.valid('query');
    return context.json(await branches.list({ runIds: runId ?? [], search: q, ...page }), 200);
  });
  api.openapi(detailRoute, async (context) => {
    const { branchCode } = context.req.valid('param');
    const detail = await branches.detail(branchCode, context.req.valid('query'));
    return context.json(
      found(detail, `No published run has figures of the branch ${JSON.stringify(branchCode)}.`),
      200,
    );
  });
}
