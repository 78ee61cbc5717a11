import { createRoute, z } from '@hono/zod-openapi';
import { correctedLinesPageSchema } from '../../core/receipts/corrected-lines.ts';
import { receiptSchema, runFiguresPageSchema } from '../../core/receipts/receipt.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const receiptRoute = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/receipt',
  operationId: 'getReceipt',
  summary: 'What the figures of a run stand on, with a hash that anybody can compute again',
  security: needs('viewer'),
  description:
    '`receipt` says what was read and figured, and changes only when the run is done anew (a retry, or its promotion when ' +
    'the run that it repeats stops counting). `standing` says what holds now. `sha256` is over `receipt` alone, so that ' +
    'a hash that was noted down serves for as long as the run does.',
  request: { params: runParameters, query: z.strictObject({}) },
  responses: {
    200: { description: 'The receipt.', content: { 'application/json': { schema: receiptSchema } } },
    ...problems('bad-request', 'not-found', 'conflict', 'unexpected', 'unavailable'),
  },
});

const figuresRoute = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/figures',
  operationId: 'listRunFigures',
  summary: 'What a run itself counted, branch by branch or account by account',
  security: needs('viewer'),
  description:
    'The figures that the digest in the receipt pins: those of this run alone, whether they count or not, without the ' +
    'corrections of it. None for a run that published none.',
  request: { params: runParameters, query: z.strictObject({ limit: limitSchema, cursor: cursorSchema }) },
  responses: {
    200: {
      description: 'A page of branches or accounts.',
      content: { 'application/json': { schema: runFiguresPageSchema } },
    },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const correctedLinesRoute = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/corrected-lines',
  operationId: 'listCorrectedLines',
  summary: "Which lines of a run's file corrections have put right",
  security: needs('viewer'),
  description:
    'The lines of every correction of the run that was published, whether it stands or not; none for a run that is itself a ' +
    'correction. Among those that stand each line is there once, and their number is `rowsCorrected` of the receipt.',
  request: { params: runParameters, query: z.strictObject({ limit: limitSchema, cursor: cursorSchema }) },
  responses: {
    200: { description: 'A page of lines.', content: { 'application/json': { schema: correctedLinesPageSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

export function receiptRoutes(api: Api, { receipts }: Dependencies): void {
  api.openapi(receiptRoute, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(found(await receipts.receipt(runId), `There is no run ${runId}.`), 200);
  });
  api.openapi(figuresRoute, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(await receipts.figures(runId, context.req.valid('query')), 200);
  });
  api.openapi(correctedLinesRoute, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(await receipts.correctedLines(runId, context.req.valid('query')), 200);
  });
}
