import { createHash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api.ts';

/**
 * Gives every answer to a GET an `ETag` over its content, and 304 when the caller has that content already. `no-cache`
 * lets a browser keep the answer but makes it ask each time: figures may change at any moment.
 */
export const caching = createMiddleware<ApiEnv>(async (context, next) => {
  await next();
  if ((context.req.method !== 'GET' && context.req.method !== 'HEAD') || context.res.status !== 200) {
    if (!context.res.headers.has('cache-control')) {
      context.header('cache-control', 'no-store');
    }
    return;
  }
  const body = await context.res.clone().arrayBuffer();
  const etag = `"${createHash('sha256').update(Buffer.from(body)).digest('base64url').slice(0, 27)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  if (matches(context.req.header('if-none-match'), etag)) {
    context.res = new Response(null, { status: 304, headers });
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    context.header(name, value);
  }
});

/** If-None-Match compares weakly (RFC 9110 13.1.2); a CDN that compresses an answer makes its tag weak. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
