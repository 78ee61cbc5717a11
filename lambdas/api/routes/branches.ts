import { createRoute, z } from '@hono/zod-openapi';
import { branchDetailSchema, branchPageSchema } from '../../core/reports/branch.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { branchViewOf, branchViewParameters, checkScope } from '../http/branch-view.ts';
import { found } from '../http/found.ts';
import { cursorSchema, isText, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/branches',
  operationId: 'listBranches',
  summary: 'Exact figures per branch',
  description:
    'Of all runs that count, of those that landed between two days, or of the runs named by `runId`, whether they count ' +
    'or not. Items and summary are of one moment; the summary comes with the first page, so that `limit=1` asks for ' +
    'little else. Equal values are ordered by branch code; descending is ascending backwards.',
  request: {
    query: z
      .strictObject({ ...branchViewParameters, limit: limitSchema, cursor: cursorSchema })
      .superRefine(checkScope),
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
    const query = context.req.valid('query');
    const page = { limit: query.limit, cursor: query.cursor };
    return context.json(await branches.list({ ...branchViewOf(query), ...page }), 200);
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
