import { createRoute, z } from '@hono/zod-openapi';
import { runSchema } from '../../core/reports/run.ts';
import { requestSchema } from '../../core/requests/index.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { problems } from '../problems/responses.ts';
import { byOf } from '../sign-in/caller.ts';
import { needs } from '../sign-in/needs.ts';

const content = { 'application/json': { schema: runSchema } };

const askRoute = createRoute({
  method: 'post',
  path: '/api/runs',
  operationId: 'requestRun',
  summary: 'Asks for a run of a file that has landed',
  security: needs('operator'),
  description:
    'The same request id twice is one request. When the run has ended, a reply also goes to the response queue; a ' +
    'repetition of an answered request has the same reply sent again.',
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: requestSchema } } },
  },
  responses: {
    200: { description: 'The run, which is there already.', content },
    202: { description: 'The run, recorded just now.', content },
    ...problems(
      'bad-request',
      'conflict',
      'unprocessable',
      'too-large',
      'unsupported-media-type',
      'unexpected',
      'unavailable',
    ),
  },
});

export function runRequestRoutes(api: Api, { requests }: Dependencies): void {
  api.openapi(askRoute, async (context) => {
    const { run, isNew } = await requests.ask(context.req.valid('json'), byOf(context.get('caller')));
    context.header('location', `/api/runs/${run.runId}`);
    return isNew ? context.json(run, 202) : context.json(run, 200);
  });
}
