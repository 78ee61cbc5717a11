import { createRoute, z } from '@hono/zod-openapi';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { problems } from '../problems/responses.ts';

const healthSchema = z
  .object({ status: z.literal('ok'), version: z.string(), database: z.literal('ok').optional() })
  .meta({ id: 'Health' });

const route = createRoute({
  method: 'get',
  path: '/api/health',
  operationId: 'getHealth',
  summary: 'Whether the API answers',
  description: 'Leaves a sleeping database asleep, unless `deep=1` asks for it.',
  request: { query: z.strictObject({ deep: z.enum(['0', '1']).optional() }) },
  responses: {
    200: { description: 'It does.', content: { 'application/json': { schema: healthSchema } } },
    ...problems('bad-request', 'unexpected', 'unavailable'),
  },
});

export function healthRoutes(api: Api, { codeVersion, pingDatabase }: Dependencies): void {
  api.openapi(route, async (context) => {
    if (context.req.valid('query').deep !== '1') {
      return context.json({ status: 'ok', version: codeVersion } as const, 200);
    }
    await pingDatabase();
    return context.json({ status: 'ok', version: codeVersion, database: 'ok' } as const, 200);
  });
}
