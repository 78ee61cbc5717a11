import { createRoute, z } from '@hono/zod-openapi';
import { rejectPageSchema } from '../../core/reports/reject.ts';
import { rejectsFileName } from '../../core/reports/reject-downloads.ts';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { storedDownloadDescription, storedDownloadSchema, wantsAddress } from '../http/download.ts';
import { found } from '../http/found.ts';
import { runParameters } from '../http/path.ts';
import { cursorSchema, limitSchema } from '../http/query.ts';
import { problems } from '../problems/responses.ts';
import { needs } from '../sign-in/needs.ts';

const nameSchema = z.string().max(256);
const roleSchema = nameSchema.optional().meta({
  description: 'Of a run of several files, the role of the file whose rows are meant, which then has to be said.',
});

const route = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/rejects',
  operationId: 'listRejects',
  summary: "A run's quarantined rows, in the order of the file",
  security: needs('viewer'),
  request: {
    params: runParameters,
    query: z.strictObject({
      role: roleSchema,
      reason: nameSchema.optional().meta({ description: 'Only rows that were quarantined for this reason.' }),
      column: nameSchema.optional().meta({
        description: 'Only rows in which this column is to blame; empty for those that are bad as a whole.',
      }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
  },
  responses: {
    200: { description: 'A page of rows.', content: { 'application/json': { schema: rejectPageSchema } } },
    ...problems('bad-request', 'not-found', 'gone', 'unexpected', 'unavailable'),
  },
});

const csvRoute = createRoute({
  method: 'get',
  path: '/api/runs/{runId}/rejects.csv',
  operationId: 'downloadRejects',
  summary: "A run's quarantined rows as a CSV file, to be corrected and dropped again",
  security: needs('viewer'),
  description:
    'RFC 4180 in UTF-8, in the order of the file, with the columns `_line`, `_offset`, `_reason`, `_raw` and those that the ' +
    'job type declares. Correct the declared columns, keep `_line`, and upload the file as a correction of the run: ' +
    '`landing/<job type>/corrections/<run id>/<name>`. Declared columns are exactly as they were where one column was to ' +
    'blame, but for texts that a spreadsheet would run as a formula: their column is left empty, and `_line` too where the ' +
    'column may be empty, so that the row stays bad until somebody has filled it in from `_raw`; with `exact=true` they are ' +
    'written as they were. In a row that is bad as a whole they are split as far as that goes, and the last required one is left empty, so ' +
    'that the row stays bad until somebody has filled it in. `_reason` and `_raw` are for reading alone: an apostrophe ' +
    'stands before what a spreadsheet would take for a formula, bytes that are not UTF-8 are written as `\\xNN`, and more ' +
    'than 32,000 characters are cut. The rows of a REJECTED run, and those of a run of several files, can be downloaded as ' +
    'well, but such a run takes no corrections: correct its file as a whole.',
  request: {
    params: runParameters,
    query: z.strictObject({
      role: roleSchema,
      all: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'Also rows that corrections which stand have put right.' }),
      exact: z.enum(['true', 'false']).default('false').meta({
        description: 'Everything as it was, for programs: a spreadsheet would run what looks like a formula.',
      }),
    }),
  },
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
    ...problems('bad-request', 'not-found', 'conflict', 'gone', 'unexpected', 'unavailable'),
  },
});

export function rejectRoutes(api: Api, { rejects, rejectDownloads }: Dependencies): void {
  api.openapi(csvRoute, async (context) => {
    const { runId } = context.req.valid('param');
    const { role, all, exact } = context.req.valid('query');
    const wish = { role, all: all === 'true', exact: exact === 'true' };
    const download = found(await rejectDownloads.make(runId, wish), `There is no run ${runId}.`);
    if (download.kind === 'stored') {
      return wantsAddress(context.req.header('accept'))
        ? context.json({ url: download.url }, 200)
        : context.redirect(download.url, 303);
    }
    return context.body(download.text, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${rejectsFileName(runId, role)}"`,
    });
  });
  api.openapi(route, async (context) => {
    const { runId } = context.req.valid('param');
    return context.json(found(await rejects.list(runId, context.req.valid('query')), `There is no run ${runId}.`), 200);
  });
}
