import { createRoute, z } from '@hono/zod-openapi';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { openProblems, problems } from '../problems/responses.ts';
import { needs, needsNobody } from '../sign-in/needs.ts';

const healthSchema = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });
const databaseSchema = z.object({ database: z.literal('ok') }).meta({ id: 'DatabaseHealth' });

const route = createRoute({
  method: 'get',
  path: '/api/health',
  operationId: 'getHealth',
  summary: 'Whether the API answers',
  description: 'For anybody. Leaves a sleeping database asleep.',
  security: needsNobody(),
  request: { query: z.strictObject({}) },
  responses: {
    200: { description: 'It does.', content: { 'application/json': { schema: healthSchema } } },
    ...openProblems('bad-request', 'unexpected', 'unavailable'),
  },
});

/** Not for anybody: a database that strangers keep awake costs more than everything else together. */
const databaseRoute = createRoute({
  method: 'get',
  path: '/api/database',
  operationId: 'getDatabase',
  summary: 'Whether the database answers',
  description: 'Wakes it when it sleeps.',
  security: needs('viewer'),
  request: { query: z.strictObject({}) },
  responses: {
    200: { description: 'It does.', content: { 'application/json': { schema: databaseSchema } } },
    ...problems('bad-request', 'unexpected', 'unavailable'),
  },
});

export function healthRoutes(api: Api, { codeVersion, pingDatabase }: Dependencies): void {
  api.openapi(route, (context) => context.json({ status: 'ok', version: codeVersion } as const, 200));
  api.openapi(databaseRoute, async (context) => {
    await pingDatabase();
    return context.json({ database: 'ok' } as const, 200);
  });
}
