import { createRoute, z } from '@hono/zod-openapi';
import { branchPageSchema } from '../../core/reports/branch.ts';
import { branchDetailSchema, branchSeriesSchema, mostPoints } from '../../core/reports/branch-detail.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { branchViewOf, branchViewParameters, checkScope } from '../http/branch-view.ts';
import { storedDownloadDescription, storedDownloadSchema, wantsAddress } from '../http/download.ts';
import { found } from '../http/found.ts';
import { cursorSchema, isText, limitSchema, skipSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/branches',
  operationId: 'listBranches',
  summary: 'Exact figures per branch',
  security: needs('viewer'),
  description:
    'Of all runs that count, of those that landed between two days, or of the runs named by `runId`, whether they count ' +
    'or not. A correction belongs to the file whose rows it puts right, whenever it landed. Items and summary are of one moment; the summary comes with the first page, so that `limit=1` asks for ' +
    'little else. Equal values are ordered by branch code; descending is ascending backwards.',
  request: {
    query: z
      .strictObject({ ...branchViewParameters, limit: limitSchema, cursor: cursorSchema, skip: skipSchema })
      .superRefine(checkScope),
  },
  responses: {
    200: { description: 'A page of branches.', content: { 'application/json': { schema: branchPageSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const csvRoute = createRoute({
  method: 'get',
  path: '/api/branches.csv',
  operationId: 'downloadBranches',
  summary: 'All branches of a list, as a CSV file',
  security: needs('viewer'),
  description:
    'Exactly what the list shows with the same parameters, all pages of it, of one moment. RFC 4180 in UTF-8, with the ' +
    'header `branchCode,count,min,max,average,sum`. In a branch code, what a spreadsheet would take for a formula has an ' +
    'apostrophe in front: `=`, `+`, `-`, `@` (also in full width) where a cell may begin, and a tab or a line end at the ' +
    'start. `GET /api/branches` has the codes exactly. Figures stay numbers.',
  request: { query: z.strictObject(branchViewParameters).superRefine(checkScope) },
  responses: {
    200: {
      description: storedDownloadDescription,
      headers: z.object({ 'content-disposition': z.string().optional() }),
      content: { 'text/csv': { schema: z.string() }, 'application/json': { schema: storedDownloadSchema } },
    },
    303: {
      description: 'The file is large; it is at `Location`, for fifteen minutes and for whoever has that address.',
      headers: z.object({ location: z.url() }),
    },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const branchCodeSchema = z.string().min(1).refine(isText, 'must not contain NUL');

const detailRoute = createRoute({
  method: 'get',
  path: '/api/branches/{branchCode}',
  operationId: 'getBranch',
  summary: 'The figures of one branch, merged and run by run',
  security: needs('viewer'),
  description:
    'The first page brings the receipt of the merged figures: how many runs they are made of, the runs that hold the ' +
    'minimum and the maximum, and the same figures merged anew from the runs.',
  request: {
    params: z.object({ branchCode: branchCodeSchema }),
    query: z.strictObject({ limit: limitSchema, cursor: cursorSchema }),
  },
  responses: {
    200: { description: 'The branch.', content: { 'application/json': { schema: branchDetailSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

/** Not below `/api/branches/{branchCode}`: a gateway decodes paths, and then `a/series` could be a branch, too. */
const seriesRoute = createRoute({
  method: 'get',
  path: '/api/branch-series',
  operationId: 'getBranchSeries',
  summary: 'The figures of one branch from file to file, for a chart',
  security: needs('viewer'),
  description: `Of the runs that count, the ${mostPoints} that landed last.`,
  request: { query: z.strictObject({ branchCode: branchCodeSchema }) },
  responses: {
    200: { description: 'The series.', content: { 'application/json': { schema: branchSeriesSchema } } },
    ...problems('bad-request', 'not-found', 'unexpected', 'unavailable'),
  },
});

const unknownBranch = (branchCode: string): string =>
  `No published run has figures of the branch ${JSON.stringify(branchCode)}.`;

export function branchRoutes(api: Api, { branches, downloads }: Dependencies): void {
  api.openapi(listRoute, async (context) => {
    const query = context.req.valid('query');
    const page = { limit: query.limit, cursor: query.cursor, skip: query.skip };
    return context.json(await branches.list({ ...branchViewOf(query), ...page }), 200);
  });
  api.openapi(csvRoute, async (context) => {
    const download = await downloads.make(branchViewOf(context.req.valid('query')));
    if (download.kind === 'stored') {
      return wantsAddress(context.req.header('accept'))
        ? context.json({ url: download.url }, 200)
        : context.redirect(download.url, 303);
    }
    return context.body(download.text, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="branches.csv"',
    });
  });
  api.openapi(detailRoute, async (context) => {
    const { branchCode } = context.req.valid('param');
    const detail = await branches.detail(branchCode, context.req.valid('query'));
    return context.json(found(detail, unknownBranch(branchCode)), 200);
  });
  api.openapi(seriesRoute, async (context) => {
    const { branchCode } = context.req.valid('query');
    return context.json(found(await branches.series(branchCode), unknownBranch(branchCode)), 200);
  });
}
