import type { Api } from '../api.ts';
import { openApiDocument } from '../openapi/document.ts';
import { Problem } from '../problems/problem.ts';

/** Comes after all other routes, which it describes. */
export function openApiRoute(api: Api): void {
  const document = openApiDocument(api);
  api.get('/api/openapi.json', (context) => {
    const unknown = Object.keys(context.req.query());
    if (unknown.length > 0) {
      const errors = unknown.map((field) => ({ field, message: 'is not a parameter of this route' }));
      throw new Problem('bad-request', 'The query has parameters that this route does not know.', { errors });
    }
    return context.json(document);
  });
}
