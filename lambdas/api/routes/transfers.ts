import { createRoute, z } from '@hono/zod-openapi';
import { rejectedTransferPageSchema, rejectionReasonSchema } from '../../core/balances/rejection.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { balancesOfSchema, unpublishedBalances } from '../http/balances-of.ts';
import { found } from '../http/found.ts';
import { cursorSchema, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const rejectedRoute = createRoute({
  method: 'get',
  path: '/api/transfers/rejected',
  operationId: 'listRejectedTransfers',
  summary: 'The transfers of a run that moved nothing, and why',
  security: needs('viewer'),
  description:
    'Of one run of the job type `account-balances`, in the order of the file; the pages behind a cursor are of the same run. ' +
    'Of several reasons a transfer has the first: `unknown-account`, `same-account`, `amount-not-positive`, ' +
    '`different-countries`, `insufficient-funds`. A page of a reason that is rare may hold fewer items than it could, or ' +
    'none, though `nextCursor` says that more follow.',
  request: {
    query: z.strictObject({
      runId: balancesOfSchema,
      reason: rejectionReasonSchema
        .optional()
        .meta({ description: 'Only transfers that were rejected for this reason.' }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: rejectedTransferPageSchema } } },
    ...problems('bad-request', 'not-found', 'gone', 'unexpected', 'unavailable'),
  },
});

export function transferRoutes(api: Api, { rejectedTransfers }: Dependencies): void {
  api.openapi(rejectedRoute, async (context) => {
    const query = context.req.valid('query');
    return context.json(found(await rejectedTransfers.list(query), unpublishedBalances(query.runId)), 200);
  });
}
