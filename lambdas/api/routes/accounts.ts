import { createRoute, z } from '@hono/zod-openapi';
import { accountDetailSchema, accountPageSchema, countryPageSchema } from '../../core/balances/account.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { balancesOfSchema, unpublishedBalances } from '../http/balances-of.ts';
import { found } from '../http/found.ts';
import { cursorSchema, isText, limitSchema, skipSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const textSchema = z.string().min(1).max(256).refine(isText, 'must not contain NUL');

const listRoute = createRoute({
  method: 'get',
  path: '/api/accounts',
  operationId: 'listAccounts',
  summary: 'The balances of accounts behind the last transfer of a run',
  security: needs('viewer'),
  description:
    'Of one run of the job type `account-balances`; the pages behind a cursor are of the same run, whatever is published ' +
    'meanwhile. Run and items are of one moment.',
  request: {
    query: z.strictObject({
      runId: balancesOfSchema,
      search: textSchema.optional().meta({ description: 'Only accounts of which the number begins so.' }),
      country: textSchema.optional().meta({ description: 'Only accounts of this country.' }),
      limit: limitSchema,
      cursor: cursorSchema,
      skip: skipSchema,
    }),
  },
  responses: {
    200: { description: 'A page of accounts.', content: { 'application/json': { schema: accountPageSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/api/accounts/{accountNumber}',
  operationId: 'getAccount',
  summary: 'The balances of one account, run by run',
  security: needs('viewer'),
  request: {
    params: z.object({ accountNumber: textSchema }),
    query: z.strictObject({ limit: limitSchema, cursor: cursorSchema }),
  },
  responses: {
    200: { description: 'The account.', content: { 'application/json': { schema: accountDetailSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const countriesRoute = createRoute({
  method: 'get',
  path: '/api/countries',
  operationId: 'listCountries',
  summary: 'The balances of the accounts of each country, together',
  security: needs('viewer'),
  request: { query: z.strictObject({ runId: balancesOfSchema, limit: limitSchema, cursor: cursorSchema }) },
  responses: {
    200: { description: 'A page of countries.', content: { 'application/json': { schema: countryPageSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

export function accountRoutes(api: Api, { balances }: Dependencies): void {
  api.openapi(listRoute, async (context) => {
    const query = context.req.valid('query');
    return context.json(found(await balances.accounts(query), unpublishedBalances(query.runId)), 200);
  });
  api.openapi(detailRoute, async (context) => {
    const { accountNumber } = context.req.valid('param');
    const detail = await balances.account(accountNumber, context.req.valid('query'));
    const unknown = `No run that counts has the account ${JSON.stringify(accountNumber)}.`;
    return context.json(found(detail, unknown), 200);
  });
  api.openapi(countriesRoute, async (context) => {
    const query = context.req.valid('query');
    return context.json(found(await balances.countries(query), unpublishedBalances(query.runId)), 200);
  });
}
