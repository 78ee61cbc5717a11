import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { ApiEnv } from '../api.ts';

/** What is told of a request that was answered: neither its path nor its query, which may hold codes of branches. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** The path with names in the places of what was asked for, such as `/api/branches/:branchCode`. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** Tells of every request once it is answered, well or not. */
export const answered =
  (tell: (request: AnsweredRequest) => void): MiddlewareHandler<ApiEnv> =>
  async (context, next) => {
    const begun = performance.now();
    await next();
    tell({
      requestId: context.get('requestId'),
      method: context.req.method,
      route: routePath(context, -1),
      status: context.res.status,
      milliseconds: Math.round(performance.now() - begun),
    });
  };
