import type { Api } from '../api.ts';

export type OpenApiDocument = ReturnType<Api['getOpenAPI31Document']>;

/** The OpenAPI description of every route that is registered, made from the schemas that check its requests. */
export function openApiDocument(api: Api): OpenApiDocument {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Countinghouse',
      version: '1',
      description:
        'Exact figures per branch, and the runs that they came from. Amounts are decimal strings, times are RFC 3339 in ' +
        'UTC, errors are problem documents (RFC 9457). Lists are read with `limit` and `cursor` until `nextCursor` is ' +
        'null. Answers carry an `ETag`; `If-None-Match` gives 304. 503 with `Retry-After` means that the database is ' +
        'waking up.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
}
