import { createRoute, z } from '@hono/zod-openapi';
import { resultFilePageSchema } from '../../core/reports/result-files.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const route = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/results',
  operationId: 'listResultFiles',
  summary: "The files of a run's results, and where they can be downloaded",
  security: needs('viewer'),
  description:
    'None for a run that published none, and for one of a job type without files of results. Of `account-balances`: ' +
    '`balances-csv` and `balances-parquet`, the balances of all accounts in the order of `GET /api/accounts`, and ' +
    '`rejected-transfers`, gzip of what `GET /api/transfers/rejected` gives.',
  request: {
    params: runParameters,
    query: z.strictObject({
      kind: z.string().max(100).optional().meta({ description: 'Only files of this kind.' }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page of files.', content: { 'application/json': { schema: resultFilePageSchema } } },
    ...problems('bad-request', 'not-found', 'gone', 'unexpected', 'unavailable'),
  },
});

export function resultRoutes(api: Api, { resultFiles }: Dependencies): void {
  api.openapi(route, async (context) => {
    const { runId } = context.req.valid('param');
    const page = await resultFiles.list(runId, context.req.valid('query'));
    return context.json(found(page, `There is no run ${runId}.`), 200);
  });
}
